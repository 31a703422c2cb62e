# semeq_add_kernels(TARGET FOLDER) compiles FOLDER/ISA.cpp into TARGET, once for each instruction
# set of this processor's family and each with flags of its own; TARGET chooses one at run time
# and sees SEMEQ_X86 or SEMEQ_AARCH64. The kernels see what TARGET sees.
#
# -O3 in every build type: an unoptimized kernel is of no use to anyone. The body is one, so
# sanitizers look at it once, as AVX2 or NEON; instrumenting the others takes minutes to compile.
# tests/cpp/check_kernel_symbols.cmake checks that none leaks into another.
if(NOT CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" OR MSVC)
  message(
    FATAL_ERROR
    "semeq's kernels are written in the vector extensions of GCC and Clang and take their flags, "
    "which MSVC and clang-cl do not. Choose g++ or clang++, on Windows too: "
    "-G Ninja -DCMAKE_CXX_COMPILER=clang++"
  )
endif()

function(semeq_add_kernels target folder)
  set(isas scalar)
  set(checked_isa scalar)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_definitions(${target} PRIVATE SEMEQ_X86)
    list(APPEND isas sse2 avx2 avx512)
    set(checked_isa avx2)
    set(flags_sse2 -msse2)
    set(flags_avx2 -mavx2 -mfma)
    set(flags_avx512 -mavx512f -mfma -mprefer-vector-width=512)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    target_compile_definitions(${target} PRIVATE SEMEQ_AARCH64)
    list(APPEND isas neon)
    set(checked_isa neon)
  endif()
  foreach(isa IN LISTS isas)
    add_library(${target}_${isa} OBJECT ${folder}/${isa}.cpp)
    target_include_directories(
      ${target}_${isa}
      PRIVATE $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>
    )
    target_compile_features(${target}_${isa} PRIVATE cxx_std_20)
    semeq_set_warnings(${target}_${isa})
    # -Wno-psabi: vectors wider than a register are only ever passed inline.
    target_compile_options(
      ${target}_${isa}
      PRIVATE -Wno-psabi -O3 -ffp-contract=fast -fno-lto ${flags_${isa}}
    )
    set_target_properties(${target}_${isa} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    if(NOT isa STREQUAL checked_isa)
      target_compile_options(${target}_${isa} PRIVATE -fno-sanitize=all)
    endif()
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_${isa}>)
  endforeach()
endfunction()
