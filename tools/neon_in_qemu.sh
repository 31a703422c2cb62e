#!/usr/bin/env bash
# Compiles the C++ tests for 64-bit ARM and runs them in qemu, where NEON is the widest
# instruction set. Takes some three minutes.
#
#   tools/neon_in_qemu.sh [ARGUMENTS OF THE TESTS...]
#
# Needs cmake and ninja (make test-cpp leaves them in .venv/bin) and, of Debian:
# g++-12-aarch64-linux-gnu qemu-user-static, and that apt knows ARM's packages, of which
# Catch2 is downloaded, not installed: dpkg --add-architecture arm64 && apt-get update.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH

for program in cmake ninja aarch64-linux-gnu-g++-12 qemu-aarch64-static; do
  command -v $program >/dev/null || { echo "$program is not installed" >&2; exit 2; }
done
# Catch2 for ARM, where the machine's own cannot be.
catch2=$PWD/build/emulated/catch2
mkdir -p "$catch2"
(cd "$catch2" && apt-get download -qq libcatch2-dev:arm64 && dpkg -x libcatch2-dev_*_arm64.deb .)

cmake -S . -B build/emulated/neon -G Ninja -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 \
  -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++-12 \
  -DCMAKE_CROSSCOMPILING_EMULATOR="qemu-aarch64-static;-L;/usr/aarch64-linux-gnu" \
  -DSEMEQ_BUILD_PYTHON=OFF -DSEMEQ_BUILD_TESTS=ON \
  -DCatch2_DIR="$catch2/usr/lib/cmake/Catch2"
cmake --build build/emulated/neon --target semeq_tests
qemu-aarch64-static -L /usr/aarch64-linux-gnu build/emulated/neon/tests/cpp/semeq_tests "$@"
