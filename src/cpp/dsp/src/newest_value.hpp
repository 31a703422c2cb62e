#pragma once

#include <array>
#include <atomic>

namespace semeq::dsp {

// Hands the newest of a series of values from one writing thread to one reading
// thread. Both sides are wait-free: a triple buffer, of which the writer owns one
// slot, the reader one, and the third changes hands by one atomic exchange. Values
// the reader did not look at in time are overwritten. Slots are reused, so a value
// that holds memory allocates only until its slots have grown.
template <typename T>
class NewestValue {
 public:
  // Gives all three slots the same value. Neither thread may be at work.
  void assign(const T& value) {
    slots_.fill(value);
    write_ = 0;
    shared_.store(1, std::memory_order_relaxed);
    read_ = 2;
  }

  // Writer: the slot to fill, holding some older value, then its publication.
  [[nodiscard]] T& to_write() noexcept { return slots_[write_]; }
  void publish() noexcept {
    write_ = shared_.exchange(write_ | kFresh, std::memory_order_acq_rel) & kIndex;
  }

  // Reader: moves to the newest value; whether there was a newer one.
  bool update() noexcept {
    if ((shared_.load(std::memory_order_relaxed) & kFresh) == 0) return false;
    read_ = shared_.exchange(read_, std::memory_order_acq_rel) & kIndex;
    return true;
  }
  [[nodiscard]] const T& current() const noexcept { return slots_[read_]; }

 private:
  static constexpr unsigned kIndex = 3;
  static constexpr unsigned kFresh = 4;

  std::array<T, 3> slots_{};
  alignas(64) unsigned write_ = 0;
  alignas(64) std::atomic<unsigned> shared_{1};
  alignas(64) unsigned read_ = 2;
};

}  // namespace semeq::dsp
