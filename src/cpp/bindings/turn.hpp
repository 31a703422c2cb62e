#pragma once

#include <atomic>

#include "errors.hpp"

namespace semeq::bindings {

// Held while a thread is in something that two at once would corrupt. Raises AudioError, and waits
// for nobody, where another thread holds it.
class Turn {
 public:
  explicit Turn(std::atomic_flag& busy) : busy_(busy) {
    if (busy_.test_and_set(std::memory_order_acquire))
      raise_error("AudioError",
                  "another thread is processing or resetting this stream (give each thread a "
                  "stream of its own)");
  }
  ~Turn() { busy_.clear(std::memory_order_release); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::atomic_flag& busy_;
};

}  // namespace semeq::bindings
