#include "audio_array.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>

namespace py = pybind11;

namespace semeq::bindings {

bool AudioArray::read(py::handle object, AudioArray& array) {
  if (!py::isinstance<py::array>(object)) return false;
  const auto* raw = py::detail::array_proxy(object.ptr());
  if (raw->nd != 1 && raw->nd != 2) return false;

  const auto* dtype = py::detail::array_descriptor_proxy(raw->descr);
  array.is_double = dtype->type == 'd';
  if (dtype->type != 'f' && dtype->type != 'd') return false;
  if (dtype->byteorder != '=' && dtype->byteorder != '|') return false;
  const std::ptrdiff_t item_bytes = array.is_double ? 8 : 4;

  array.data = static_cast<char*>(raw->data);
  array.is_mono = raw->nd == 1;
  array.n_channels =
      array.is_mono ? 1 : static_cast<int>(std::min<py::ssize_t>(raw->dimensions[0], 1 << 20));
  array.n_frames = static_cast<std::size_t>(raw->dimensions[raw->nd - 1]);
  array.channel_stride = array.is_mono ? 0 : raw->strides[0];
  array.is_writeable = (raw->flags & py::detail::npy_api::NPY_ARRAY_WRITEABLE_) != 0;
  const bool aligned = (raw->flags & py::detail::npy_api::NPY_ARRAY_ALIGNED_) != 0;
  return aligned && (raw->strides[raw->nd - 1] == item_bytes || array.n_frames <= 1);
}

AudioArray AudioArray::require(py::handle object, const char* name) {
  AudioArray array;
  if (!read(object, array))
    throw py::value_error(std::string(name) +
                          " must be a native float32 or float64 array with contiguous frames");
  return array;
}

void require_output(const AudioArray& in, const AudioArray& out) {
  if (!out.same_layout(in)) throw py::value_error("out must have the shape and dtype of audio");
  if (!out.is_writeable) throw py::value_error("out is read-only");
}

bool AudioArray::overlaps_otherwise(const AudioArray& other) const {
  if (data == other.data && channel_stride == other.channel_stride) return false;
  const auto bounds = [](const AudioArray& array) {
    const std::ptrdiff_t last = (array.n_channels - 1) * array.channel_stride;
    const auto row = static_cast<std::ptrdiff_t>(array.n_frames) * (array.is_double ? 8 : 4);
    return std::pair(array.data + std::min<std::ptrdiff_t>(last, 0),
                     array.data + std::max<std::ptrdiff_t>(last, 0) + row);
  };
  const auto [begin, end] = bounds(*this);
  const auto [other_begin, other_end] = bounds(other);
  return begin < other_end && other_begin < end;
}

bool AudioArray::is_finite() const {
  for (int c = 0; c < n_channels; ++c) {
    const char* channel = data + c * channel_stride;
    const std::ptrdiff_t found =
        is_double ? first_nonfinite(reinterpret_cast<const double*>(channel), n_frames)
                  : first_nonfinite(reinterpret_cast<const float*>(channel), n_frames);
    if (found >= 0) return false;
  }
  return true;
}

py::array AudioArray::new_like() const {
  const auto frames = static_cast<py::ssize_t>(n_frames);
  std::vector<py::ssize_t> shape;
  if (!is_mono) shape.push_back(n_channels);
  shape.push_back(frames);
  if (is_double) return py::array_t<double>(shape);
  return py::array_t<float>(shape);
}

namespace {

// NaN and infinity are the values whose exponent bits are all set. Looked at in
// pieces without a branch inside, which the compiler turns into vector code.
template <typename Bits, typename T>
std::ptrdiff_t find_nonfinite(const T* values, std::size_t n) {
  constexpr Bits kExponent =
      sizeof(T) == 4 ? static_cast<Bits>(0x7f800000) : static_cast<Bits>(0x7ff0000000000000);
  constexpr std::size_t kPiece = 512;
  for (std::size_t start = 0; start < n; start += kPiece) {
    const std::size_t end = std::min(n, start + kPiece);
    Bits largest = 0;
    for (std::size_t i = start; i < end; ++i) {
      const Bits exponent = std::bit_cast<Bits>(values[i]) & kExponent;
      largest = largest > exponent ? largest : exponent;
    }
    if (largest != kExponent) continue;
    for (std::size_t i = start; i < end; ++i)
      if ((std::bit_cast<Bits>(values[i]) & kExponent) == kExponent)
        return static_cast<std::ptrdiff_t>(i);
  }
  return -1;
}

}  // namespace

std::ptrdiff_t first_nonfinite(const float* values, std::size_t n) {
  return find_nonfinite<std::int32_t>(values, n);
}

std::ptrdiff_t first_nonfinite(const double* values, std::size_t n) {
  return find_nonfinite<std::int64_t>(values, n);
}

}  // namespace semeq::bindings
