#!/usr/bin/env bash
# Runs the C++ tests with SEMEQ_ISA=avx512 on a machine without AVX-512: in Bochs, which
# emulates a Skylake-X, under Debian's kernel. Takes some ten minutes.
#
#   tools/avx512_in_bochs.sh [ARGUMENTS OF THE TESTS...]
#
# Needs build/dev (make test-cpp, or TESTS=path/to/semeq_tests) and, of Debian: bochs
# bochsbios vgabios isolinux syslinux-common xorriso cpio busybox-static, and a kernel:
# KERNEL=path/to/vmlinuz, or else linux-image-cloud-amd64 is downloaded, not installed.
set -euo pipefail
cd "$(dirname "$0")/.."

tests=${TESTS:-build/dev/tests/cpp/semeq_tests}
[ -x "$tests" ] || { echo "$tests is not there: make test-cpp, or set TESTS" >&2; exit 2; }
for program in bochs xorriso cpio busybox; do
  command -v $program >/dev/null || { echo "$program is not installed" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT

kernel=${KERNEL:-}
if [ -z "$kernel" ]; then
  package=$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image/ { print $2 }')
  (cd "$work" && apt-get download -qq "$package" 2>/dev/null && dpkg -x ./*.deb kernel)
  kernel=$(echo "$work"/kernel/boot/vmlinuz-*)
fi

# A file system in memory: the tests with their libraries, busybox, and what starts them.
root=$work/root
mkdir -p "$root"/{bin,proc,dev} "$work/iso"
cp "$(command -v busybox)" "$root/bin/"
ln -s busybox "$root/bin/sh"
cp "$tests" "$root/tests"
ldd "$tests" | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
cat >"$root/init" <<END
#!/bin/sh
busybox mount -t proc none /proc
SEMEQ_ISA=avx512 /tests --use-color no -d yes ${*@Q}
echo "exit status \$?"
busybox sleep 2  # until the serial port has all of it
busybox poweroff -f
END
chmod +x "$root/init"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/iso/initrd.gz"

# noxsaves, xsavec: Bochs' Skylake-X reports a size for the compacted form that the kernel
# does not believe, upon which it turns AVX off.
cp "$kernel" "$work/iso/vmlinuz"
cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$work/iso/"
cat >"$work/iso/isolinux.cfg" <<END
DEFAULT tests
LABEL tests
  KERNEL vmlinuz
  INITRD initrd.gz
  APPEND console=ttyS0 rdinit=/init quiet panic=-1 mitigations=off nokaslr lpj=1000000 clocksource=acpi_pm tsc=unstable noxsaves clearcpuid=xsavec,xsaves
END
xorriso -as mkisofs -quiet -o "$work/boot.iso" -b isolinux.bin -c boot.cat -no-emul-boot \
  -boot-load-size 4 -boot-info-table "$work/iso" 2>/dev/null

# The display is a VNC server that nobody needs, so it gets a network of its own. Debian's
# Bochs starts in its debugger, which is told to go on.
echo continue >"$work/debugger"
touch "$work/serial"
cat >"$work/bochsrc" <<END
display_library: rfb, options="timeout=0"
megs: 512
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/vgabios/vgabios.bin
cpu: model=corei7_skylake_x, ips=50000000, reset_on_triple_fault=0
ata0-master: type=cdrom, path=$work/boot.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$work/serial
log: $work/log
panic: action=fatal
error: action=ignore
info: action=ignore
END
unshare --map-root-user --net bochs -q -f "$work/bochsrc" -rc "$work/debugger" \
  >"$work/screen" 2>&1 </dev/null &
tail --pid=$! -s 5 -f "$work/serial"
grep -q '^exit status 0' "$work/serial"
