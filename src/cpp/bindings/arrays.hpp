// The arrays of numbers that cross between Python and C++, in both extensions.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace semeq::bindings {

// Taken as they are: with py::arg().noconvert(), another dtype is the caller's error and not a
// silent copy.
using Floats = pybind11::array_t<float, pybind11::array::c_style>;
using Doubles = pybind11::array_t<double, pybind11::array::c_style>;
using Indices = pybind11::array_t<std::int64_t, pybind11::array::c_style>;

// Lists and other dtypes are converted.
using AnyDoubles = pybind11::array_t<double, pybind11::array::c_style | pybind11::array::forcecast>;

template <typename T, int kFlags>
std::span<const T> span_of(const pybind11::array_t<T, kFlags>& array) {
  return {array.data(), static_cast<std::size_t>(array.size())};
}

// Throws where the array is read-only.
template <typename T, int kFlags>
std::span<T> writable_span_of(pybind11::array_t<T, kFlags>& array) {
  return {array.mutable_data(), static_cast<std::size_t>(array.size())};
}

template <typename T, int kFlags>
std::vector<T> vector_of(const pybind11::array_t<T, kFlags>& array) {
  return {array.data(), array.data() + array.size()};
}

// An uninitialized array of `n_rows` rows.
inline Floats empty_rows(pybind11::ssize_t n_rows, std::size_t n_columns) {
  return Floats({n_rows, static_cast<pybind11::ssize_t>(n_columns)});
}

// Throws ValueError unless `good`.
inline void require(bool good, const char* message) {
  if (!good) throw pybind11::value_error(message);
}

}  // namespace semeq::bindings
