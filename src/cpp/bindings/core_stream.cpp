#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "audio_array.hpp"
#include "core_parts.hpp"
#include "semeq/dsp/streaming_equalizer.hpp"
#include "turn.hpp"

namespace py = pybind11;

namespace semeq::bindings {

namespace {

using Strings = std::vector<std::string>;
using ProcessOtherwise = py::typing::Callable<py::object(py::object, py::object, py::object)>;

// Samples in a block from which on the GIL is let go; taking it back can cost more
// than filtering a small block does.
constexpr std::size_t kSamplesWithoutGil = 4096;

std::vector<dsp::Band> make_bands(const Strings& kinds, const AnyDoubles& freq_hz,
                                  const AnyDoubles& gain_db, const AnyDoubles& q) {
  const auto n_bands = static_cast<py::ssize_t>(kinds.size());
  require(freq_hz.size() == n_bands && gain_db.size() == n_bands && q.size() == n_bands,
          "kinds, freq_hz, gain_db and q must have one length");
  std::vector<dsp::Band> bands;
  for (py::ssize_t i = 0; i < n_bands; ++i)
    bands.push_back({kind_from_name(kinds[static_cast<std::size_t>(i)]), freq_hz.data()[i],
                     gain_db.data()[i], q.data()[i]});
  return bands;
}

// A stream of one dtype, with the channel pointers of the block it filters.
template <typename T>
struct TypedStream {
  TypedStream(const std::vector<dsp::Band>& bands, const dsp::StreamConfig& config)
      : inputs(static_cast<std::size_t>(config.n_channels)),
        outputs(static_cast<std::size_t>(config.n_channels)) {
    equalizer.prepare(bands, config);
  }

  void process(const AudioArray& source, const AudioArray& target) {
    source.fill_channels(inputs.data());
    target.fill_channels(outputs.data());
    equalizer.process({inputs.data(), source.n_channels, source.n_frames},
                      {outputs.data(), source.n_channels, source.n_frames});
  }

  dsp::StreamingEqualizer<T> equalizer;
  std::vector<const T*> inputs;
  std::vector<T*> outputs;
};

class StreamingEqualizer {
 public:
  // `process_otherwise` gets this stream and the arguments of process() where those need a
  // conversion or are wrong.
  StreamingEqualizer(const std::vector<dsp::Band>& bands, const dsp::StreamConfig& config,
                     std::size_t block_frames, bool is_double, ProcessOtherwise process_otherwise)
      : stream_(make_stream(bands, config, is_double)),
        n_channels_(config.n_channels),
        block_frames_(block_frames),
        process_otherwise_(std::move(process_otherwise)) {}

  py::object process(const py::object& block, const py::object& out) {
    AudioArray source;
    AudioArray target;
    if (AudioArray::read(block, source) && accepts(source)) {
      const py::object result = out.is_none() ? source.new_like() : out;
      if (AudioArray::read(result, target) && source.fits_into(target) && filter(source, target))
        return result;
    }
    return process_otherwise_(py::cast(this), block, out);
  }

  void process_ready(const py::array& block, const py::array& out) {
    const AudioArray source = AudioArray::require(block, "block");
    const AudioArray target = require_output(source, out, "out");
    require(accepts(source), "block does not fit the stream");
    require(filter(source, target), "block must be finite");
  }

  void set_bands(const std::vector<dsp::Band>& bands) {
    std::visit([&](auto& stream) { stream.equalizer.set_bands(bands); }, stream_);
  }

  void reset() {
    const Turn turn(busy_);
    std::visit([](auto& stream) { stream.equalizer.reset(); }, stream_);
  }

  [[nodiscard]] bool is_double() const {
    return std::holds_alternative<TypedStream<double>>(stream_);
  }
  [[nodiscard]] int n_channels() const { return n_channels_; }
  [[nodiscard]] std::size_t block_frames() const { return block_frames_; }

 private:
  using AnyStream = std::variant<TypedStream<float>, TypedStream<double>>;

  static AnyStream make_stream(const std::vector<dsp::Band>& bands, const dsp::StreamConfig& config,
                               bool is_double) {
    if (is_double) return TypedStream<double>(bands, config);
    return TypedStream<float>(bands, config);
  }

  [[nodiscard]] bool accepts(const AudioArray& array) const {
    return array.n_channels == n_channels_ && array.n_frames >= 1 &&
           array.n_frames <= block_frames_ && array.is_double == is_double();
  }

  // False, with nothing changed, where the block is not finite.
  bool filter(const AudioArray& source, const AudioArray& target) {
    const Turn turn(busy_);
    if (!source.is_finite()) return false;
    const auto process = [&](auto& stream) { stream.process(source, target); };
    if (source.n_frames * static_cast<std::size_t>(n_channels_) < kSamplesWithoutGil) {
      std::visit(process, stream_);
    } else {
      const py::gil_scoped_release release;
      std::visit(process, stream_);
    }
    return true;
  }

  AnyStream stream_;
  int n_channels_;
  std::size_t block_frames_;
  ProcessOtherwise process_otherwise_;
  std::atomic_flag busy_ = ATOMIC_FLAG_INIT;
};

}  // namespace

void bind_stream(py::module_& module) {
  py::class_<StreamingEqualizer>(module, "StreamingEqualizer",
                                 "The native part of semeq.StreamingEqualizer.")
      .def(py::init([](const Strings& kinds, const AnyDoubles& freq_hz, const AnyDoubles& gain_db,
                       const AnyDoubles& q, double sample_rate, int n_channels,
                       std::size_t block_frames, double ramp_ms, const std::string& design,
                       bool is_double, const ProcessOtherwise& process_otherwise,
                       const std::string& isa) {
             const dsp::StreamConfig config{sample_rate, n_channels, ramp_ms,
                                            design_from_name(design), isa_from_name(isa)};
             return std::make_unique<StreamingEqualizer>(make_bands(kinds, freq_hz, gain_db, q),
                                                         config, block_frames, is_double,
                                                         process_otherwise);
           }),
           py::arg("kinds"), py::arg("freq_hz"), py::arg("gain_db"), py::arg("q"),
           py::arg("sample_rate"), py::arg("n_channels"), py::arg("block_frames"),
           py::arg("ramp_ms"), py::arg("design"), py::arg("is_double"),
           py::arg("process_otherwise"), py::arg("isa") = "")
      .def_property_readonly("is_double", &StreamingEqualizer::is_double)
      .def_property_readonly("n_channels", &StreamingEqualizer::n_channels)
      .def_property_readonly("block_frames", &StreamingEqualizer::block_frames)
      .def("process", &StreamingEqualizer::process, py::arg("block"), py::kw_only(),
           py::arg("out") = py::none(), "See semeq.StreamingEqualizer.process.")
      .def("process_ready", &StreamingEqualizer::process_ready, py::arg("block"), py::arg("out"),
           "process() for arrays that semeq.audio.border has checked.")
      .def(
          "set_bands",
          [](StreamingEqualizer& self, const Strings& kinds, const AnyDoubles& freq_hz,
             const AnyDoubles& gain_db,
             const AnyDoubles& q) { self.set_bands(make_bands(kinds, freq_hz, gain_db, q)); },
          py::arg("kinds"), py::arg("freq_hz"), py::arg("gain_db"), py::arg("q"),
          "Ramp to other values of the same bands; from any thread.")
      .def("reset", &StreamingEqualizer::reset,
           "Return to silence before the first frame, with the newest bands in place.");
}

}  // namespace semeq::bindings
