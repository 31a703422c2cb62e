#pragma once

#include <cstddef>
#include <type_traits>

namespace semeq::dsp {

// Planar audio that somebody else owns: one pointer per channel, as plug-in
// formats hand it over. Channels may lie anywhere; a channel's frames are contiguous.
template <typename T>
struct AudioView {
  T* const* channels = nullptr;
  int n_channels = 0;
  std::size_t n_frames = 0;

  operator AudioView<const T>() const noexcept
    requires(!std::is_const_v<T>)
  {
    return {channels, n_channels, n_frames};
  }
};

}  // namespace semeq::dsp
