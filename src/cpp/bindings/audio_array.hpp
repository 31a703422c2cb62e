#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "semeq/dsp/audio_view.hpp"

namespace semeq::bindings {

// A NumPy array as audio: native float32 or float64, one or two dimensions, each
// channel's frames contiguous. semeq.audio.border brings anything else into this form;
// what arrives here otherwise is a bug in semeq and raises ValueError.
struct AudioArray {
  char* data = nullptr;
  int n_channels = 0;
  std::size_t n_frames = 0;
  std::ptrdiff_t channel_stride = 0;  // bytes
  bool is_double = false;
  bool is_mono = false;  // one dimension
  bool is_writeable = false;

  // False where `object` is no such array; leaves no Python error behind.
  static bool read(pybind11::handle object, AudioArray& array);

  static AudioArray require(pybind11::handle object, const char* name);

  // Whether what this is filtered to fits into `out`: shape, dtype and memory, which is either the
  // same or apart.
  [[nodiscard]] bool fits_into(const AudioArray& out) const {
    return same_layout(out) && out.is_writeable && is_same_or_apart(out);
  }

  [[nodiscard]] bool same_layout(const AudioArray& other) const {
    return n_channels == other.n_channels && n_frames == other.n_frames &&
           is_double == other.is_double && is_mono == other.is_mono;
  }

  // Whether the two are one and the same audio or share no memory.
  [[nodiscard]] bool is_same_or_apart(const AudioArray& other) const {
    return (data == other.data && channel_stride == other.channel_stride) || is_apart_from(other);
  }

  // Whether the memory from the first to the last sample of one has none of the other's in it.
  [[nodiscard]] bool is_apart_from(const AudioArray& other) const;

  // From the first sample to behind the last, with all that lies between them.
  [[nodiscard]] std::pair<const char*, const char*> memory() const;

  // Whether no sample is NaN or infinite.
  [[nodiscard]] bool is_finite() const;

  // An uninitialized array of the same shape and dtype.
  [[nodiscard]] pybind11::array new_like() const;

  template <typename T>
  void fill_channels(T** channels) const {
    for (int c = 0; c < n_channels; ++c)
      channels[c] = reinterpret_cast<T*>(data + c * channel_stride);
  }

  template <typename T>
  [[nodiscard]] std::vector<T*> channels() const {
    std::vector<T*> result(static_cast<std::size_t>(n_channels));
    fill_channels<T>(result.data());
    return result;
  }
};

// Reads `object`, to which `in` is to be filtered. Throws ValueError unless it has in's shape and
// dtype, is writeable, and is either the same audio or apart from it.
AudioArray require_output(const AudioArray& in, pybind11::handle object, const char* name);

// Flat index of the first NaN or infinity among n values, or -1.
std::ptrdiff_t first_nonfinite(const float* values, std::size_t n);
std::ptrdiff_t first_nonfinite(const double* values, std::size_t n);

}  // namespace semeq::bindings
