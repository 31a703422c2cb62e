#include "build_block_system.hpp"

#include <array>

#include "svf.hpp"

namespace semeq::dsp {

// The columns of all four matrices are responses of the cascade: to each unit
// state (O and A) and to a unit impulse (H; and B, as the state i frames after
// an impulse is the one that a frame i before the group's end leaves). So the
// cascade is run over one frame group for all of them side by side, one lane each.
template <typename T>
void build_block_system(std::span<const Biquad> sections, BlockSystem<T>& system) noexcept {
  constexpr int kLanes = kMaxSegmentStates + 1;
  constexpr int kImpulse = kMaxSegmentStates;
  using Lanes = std::array<double, kLanes>;

  system = {};
  const int n_sections = static_cast<int>(sections.size());
  const int n_states = 2 * n_sections;
  system.n_sections = n_sections;

  std::array<SvfCoefs, kMaxSegmentSections> coefs;
  for (int i = 0; i < n_sections; ++i) coefs[i] = svf_from_biquad(sections[i]);
  std::array<Lanes, kMaxSegmentStates> state{};
  for (int i = 0; i < n_states; ++i) state[i][i] = 1.0;

  for (int frame = 0; frame < kGroupFrames; ++frame) {
    Lanes signal{};
    if (frame == 0) signal[kImpulse] = 1.0;
    for (int i = 0; i < n_sections; ++i) {
      const SvfStep step = SvfStep::from(coefs[i]);
      for (int lane = 0; lane < kLanes; ++lane) {
        double pair[2] = {state[2 * i][lane], state[2 * i + 1][lane]};
        signal[lane] = step(signal[lane], pair);
        state[2 * i][lane] = pair[0];
        state[2 * i + 1][lane] = pair[1];
      }
    }
    for (int k = 0; k < n_states; ++k) {
      system.output_from_state[k][frame] = static_cast<T>(signal[k]);
      system.state_from_input[kGroupFrames - 1 - frame][k] = static_cast<T>(state[k][kImpulse]);
    }
    for (int column = 0; column + frame < kGroupFrames; ++column)
      system.output_from_input[column][column + frame] = static_cast<T>(signal[kImpulse]);
  }
  for (int column = 0; column < n_states; ++column)
    for (int row = 0; row < n_states; ++row)
      system.state_from_state[column][row] = static_cast<T>(state[row][column]);

  for (int i = 0; i < 2; ++i) {
    const int row = n_states - 2 + i;
    for (int frame = 0; frame < kGroupFrames; ++frame)
      system.last_from_input[i][frame] = system.state_from_input[frame][row];
    for (int k = 0; k < n_states; ++k)
      system.last_from_state[i][k] = system.state_from_state[k][row];
  }
}

template void build_block_system(std::span<const Biquad>, BlockSystem<float>&) noexcept;
template void build_block_system(std::span<const Biquad>, BlockSystem<double>&) noexcept;

}  // namespace semeq::dsp
