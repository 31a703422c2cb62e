#include "audio_array.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <utility>

namespace py = pybind11;

namespace semeq::bindings {

// Reads by pybind11's public interface only, which on this path costs no more than NumPy's struct.
bool AudioArray::read(py::handle object, AudioArray& array) {
  if (!py::isinstance<py::array>(object)) return false;
  const auto raw = py::reinterpret_borrow<py::array>(object);
  const py::ssize_t n_dims = raw.ndim();
  if (n_dims != 1 && n_dims != 2) return false;

  const py::dtype dtype = raw.dtype();
  const char type = dtype.char_();
  if (type != 'f' && type != 'd') return false;
  if (dtype.byteorder() != '=') return false;
  array.is_double = type == 'd';
  const std::ptrdiff_t item_bytes = array.is_double ? 8 : 4;

  array.data = static_cast<char*>(const_cast<void*>(raw.data()));
  array.is_mono = n_dims == 1;
  array.n_channels =
      array.is_mono ? 1 : static_cast<int>(std::min<py::ssize_t>(raw.shape(0), 1 << 20));
  array.n_frames = static_cast<std::size_t>(raw.shape(n_dims - 1));
  array.channel_stride = array.is_mono ? 0 : raw.strides(0);
  array.is_writeable = raw.writeable();
  const bool is_aligned = reinterpret_cast<std::uintptr_t>(array.data) % item_bytes == 0 &&
                          array.channel_stride % item_bytes == 0;
  return is_aligned && (raw.strides(n_dims - 1) == item_bytes || array.n_frames <= 1);
}

AudioArray AudioArray::require(py::handle object, const char* name) {
  AudioArray array;
  if (!read(object, array))
    throw py::value_error(std::string(name) +
                          " must be a native float32 or float64 array with contiguous frames");
  return array;
}

AudioArray require_output(const AudioArray& in, py::handle object, const char* name) {
  const AudioArray out = AudioArray::require(object, name);
  const auto refuse = [&](const char* why) {
    throw py::value_error(std::string(name) + " " + why);
  };
  if (!out.same_layout(in)) refuse("must have the shape and dtype of audio");
  if (!out.is_writeable) refuse("is read-only");
  if (!out.is_same_or_apart(in)) refuse("overlaps audio");
  return out;
}

std::pair<const char*, const char*> AudioArray::memory() const {
  const std::ptrdiff_t last = (n_channels - 1) * channel_stride;
  const auto row = static_cast<std::ptrdiff_t>(n_frames) * (is_double ? 8 : 4);
  return {data + std::min<std::ptrdiff_t>(last, 0), data + std::max<std::ptrdiff_t>(last, 0) + row};
}

bool AudioArray::is_apart_from(const AudioArray& other) const {
  const auto [begin, end] = memory();
  const auto [other_begin, other_end] = other.memory();
  return end <= other_begin || other_end <= begin;
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
