#include <pybind11/stl.h>

#include <atomic>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "audio_array.hpp"
#include "core_parts.hpp"
#include "semeq/dsp/streaming_equalizer.hpp"

namespace py = pybind11;

namespace semeq::bindings {

namespace {

// Samples in a block from which on the GIL is let go; taking it back can cost more
// than filtering a small block does.
constexpr std::size_t kSamplesWithoutGil = 4096;

std::vector<dsp::Band> make_bands(const std::vector<std::string>& kinds,
                                  const std::vector<double>& freq_hz,
                                  const std::vector<double>& gain_db,
                                  const std::vector<double>& q) {
  if (freq_hz.size() != kinds.size() || gain_db.size() != kinds.size() || q.size() != kinds.size())
    throw py::value_error("kinds, freq_hz, gain_db and q must have one length");
  std::vector<dsp::Band> bands;
  for (std::size_t i = 0; i < kinds.size(); ++i)
    bands.push_back({kind_from_name(kinds[i]), freq_hz[i], gain_db[i], q[i]});
  return bands;
}

class StreamingEqualizer {
 public:
  StreamingEqualizer(const std::vector<dsp::Band>& bands, const dsp::StreamConfig& config,
                     std::size_t block_frames, bool is_double)
      : n_channels_(config.n_channels),
        block_frames_(block_frames),
        inputs_(static_cast<std::size_t>(config.n_channels)),
        outputs_(static_cast<std::size_t>(config.n_channels)) {
    if (is_double)
      stream_.emplace<dsp::StreamingEqualizer<double>>();
    else
      stream_.emplace<dsp::StreamingEqualizer<float>>();
    std::visit([&](auto& stream) { stream.prepare(bands, config); }, stream_);
  }

  // Filters a block that needs no conversion. Anything else, and whatever is
  // wrong, is left to process_checked() of the Python class.
  static py::object process(const py::object& self, const py::object& block,
                            const py::object& out) {
    auto& stream = py::cast<StreamingEqualizer&>(self);
    AudioArray source;
    if (!AudioArray::read(block, source) || !stream.accepts(source))
      return self.attr("process_checked")(block, out);
    if (out.is_none()) {
      py::object result = source.new_like();
      return stream.filter(source, AudioArray::require(result, "out"))
                 ? result
                 : self.attr("process_checked")(block, out);
    }
    AudioArray target;
    if (!AudioArray::read(out, target) || !target.same_layout(source) || !target.is_writeable ||
        target.overlaps_otherwise(source) || !stream.filter(source, target))
      return self.attr("process_checked")(block, out);
    return out;
  }

  void process_ready(const py::array& block, const py::array& out) {
    const AudioArray source = AudioArray::require(block, "block");
    const AudioArray target = AudioArray::require(out, "out");
    require_output(source, target);
    if (!accepts(source)) throw py::value_error("block does not fit the stream");
    if (!filter(source, target)) throw py::value_error("block must be finite");
  }

  void set_bands(const std::vector<dsp::Band>& bands) {
    std::visit([&](auto& stream) { stream.set_bands(bands); }, stream_);
  }

  void reset() {
    const Turn turn(busy_);
    std::visit([](auto& stream) { stream.reset(); }, stream_);
  }

 private:
  // Two threads in one stream would corrupt it.
  class Turn {
   public:
    explicit Turn(std::atomic_flag& busy) : busy_(busy) {
      if (busy_.test_and_set(std::memory_order_acquire))
        throw std::runtime_error("another thread is processing this stream");
    }
    ~Turn() { busy_.clear(std::memory_order_release); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    std::atomic_flag& busy_;
  };

  [[nodiscard]] bool accepts(const AudioArray& array) const {
    return array.n_channels == n_channels_ && array.n_frames >= 1 &&
           array.n_frames <= block_frames_ &&
           array.is_double == std::holds_alternative<dsp::StreamingEqualizer<double>>(stream_);
  }

  // False, with nothing changed, where the block is not finite.
  bool filter(const AudioArray& source, const AudioArray& target) {
    return std::visit([&](auto& stream) { return filter_as(stream, source, target); }, stream_);
  }

  template <typename T>
  bool filter_as(dsp::StreamingEqualizer<T>& stream, const AudioArray& source,
                 const AudioArray& target) {
    const Turn turn(busy_);
    if (!source.is_finite()) return false;
    auto** const inputs = reinterpret_cast<const T**>(inputs_.data());
    auto** const outputs = reinterpret_cast<T**>(outputs_.data());
    source.fill_channels(inputs);
    target.fill_channels(outputs);
    const dsp::AudioView<const T> in{inputs, n_channels_, source.n_frames};
    const dsp::AudioView<T> view{outputs, n_channels_, source.n_frames};
    if (source.n_frames * static_cast<std::size_t>(n_channels_) < kSamplesWithoutGil) {
      stream.process(in, view);
    } else {
      const py::gil_scoped_release release;
      stream.process(in, view);
    }
    return true;
  }

  std::variant<dsp::StreamingEqualizer<float>, dsp::StreamingEqualizer<double>> stream_;
  int n_channels_;
  std::size_t block_frames_;
  std::vector<const void*> inputs_;
  std::vector<void*> outputs_;
  std::atomic_flag busy_ = ATOMIC_FLAG_INIT;
};

}  // namespace

void bind_stream(py::module_& module) {
  using Strings = std::vector<std::string>;
  using Doubles = std::vector<double>;
  py::class_<StreamingEqualizer>(
      module, "StreamingEqualizer",
      "The native part of semeq.StreamingEqualizer, which adds process_checked().")
      .def(py::init([](const Strings& kinds, const Doubles& freq_hz, const Doubles& gain_db,
                       const Doubles& q, double sample_rate, int n_channels,
                       std::size_t block_frames, double ramp_ms, const std::string& design,
                       bool is_double, const std::string& isa) {
             const dsp::StreamConfig config{
                 sample_rate, n_channels, ramp_ms, design_from_name(design),
                 isa.empty() ? dsp::default_isa() : dsp::isa_from_name(isa)};
             return std::make_unique<StreamingEqualizer>(make_bands(kinds, freq_hz, gain_db, q),
                                                         config, block_frames, is_double);
           }),
           py::arg("kinds"), py::arg("freq_hz"), py::arg("gain_db"), py::arg("q"),
           py::arg("sample_rate"), py::arg("n_channels"), py::arg("block_frames"),
           py::arg("ramp_ms"), py::arg("design"), py::arg("is_double"), py::arg("isa") = "")
      .def("process", &StreamingEqualizer::process, py::arg("block"), py::arg("out") = py::none(),
           R"(Filter the stream's next block.

Parameters
----------
block : ndarray or torch.Tensor, shape (n_frames,) or (n_channels, n_frames)
    From 1 to `block_frames` frames of the stream's dtype; 1-D for one channel.
out : ndarray or torch.Tensor, optional
    Receives the result; same type, dtype and shape as `block`, which it may be.

Returns
-------
ndarray or torch.Tensor
    `out`, or a new array of the type and shape of `block`. Latency: none.

Raises
------
AudioError
    If `block` or `out` does not fit the stream, or `block` is not finite. The stream
    is then as before.
)")
      .def("process_ready", &StreamingEqualizer::process_ready, py::arg("block"), py::arg("out"),
           "process() for arrays that semeq.audio.border has checked.")
      .def(
          "set_bands",
          [](StreamingEqualizer& self, const Strings& kinds, const Doubles& freq_hz,
             const Doubles& gain_db,
             const Doubles& q) { self.set_bands(make_bands(kinds, freq_hz, gain_db, q)); },
          py::arg("kinds"), py::arg("freq_hz"), py::arg("gain_db"), py::arg("q"),
          "Ramp to other values of the same bands; from any thread.")
      .def("reset", &StreamingEqualizer::reset,
           "Return to silence before the first frame, with the newest settings in place.");
}

}  // namespace semeq::bindings
