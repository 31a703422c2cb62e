#include <pybind11/stl.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <span>
#include <vector>

#include "core_parts.hpp"
#include "semeq/dsp/curve.hpp"
#include "semeq/dsp/curve_fit.hpp"

namespace py = pybind11;

namespace semeq::bindings {

namespace {

using Pair = std::pair<py::array_t<double>, py::array_t<double>>;

constexpr auto kColumns = static_cast<py::ssize_t>(dsp::kParams);

dsp::CurvePoints points_of(const AnyDoubles& freq_hz, double sample_rate) {
  require(freq_hz.ndim() == 1, "freq_hz must have one dimension");
  return {span_of(freq_hz), sample_rate};
}

Pair params_curve_jacobian(const AnyDoubles& params, const AnyDoubles& freq_hz,
                           double sample_rate) {
  if (params.ndim() != 2 || params.shape(1) != kColumns)
    throw py::value_error("params must be (n, 13)");
  const dsp::CurvePoints points = points_of(freq_hz, sample_rate);
  const py::ssize_t n_rows = params.shape(0);
  Pair result{py::array_t<double>({n_rows, freq_hz.size()}),
              py::array_t<double>({n_rows, kColumns, freq_hz.size()})};
  const double* row = params.data();
  double* curve = result.first.mutable_data();
  double* jacobian = result.second.mutable_data();
  const py::gil_scoped_release release;
  for (py::ssize_t i = 0; i < n_rows; ++i) {
    points.bands(dsp::kParamKinds, {row, dsp::kParams}, curve, jacobian);
    row += dsp::kParams;
    curve += points.size();
    jacobian += dsp::kParams * points.size();
  }
  return result;
}

Pair bands_curve_jacobian(const std::vector<std::string>& kinds, const AnyDoubles& freq_hz,
                          const AnyDoubles& gain_db, const AnyDoubles& q,
                          const AnyDoubles& points_hz, double sample_rate) {
  const auto n_bands = static_cast<py::ssize_t>(kinds.size());
  if (freq_hz.size() != n_bands || gain_db.size() != n_bands || q.size() != n_bands)
    throw py::value_error("kinds, freq_hz, gain_db and q must have one length");
  const dsp::CurvePoints points = points_of(points_hz, sample_rate);
  Pair result{py::array_t<double>({n_bands, points_hz.size()}),
              py::array_t<double>({n_bands, py::ssize_t{3}, points_hz.size()})};
  double* curve = result.first.mutable_data();
  double* jacobian = result.second.mutable_data();
  const auto n = points.size();
  for (py::ssize_t i = 0; i < n_bands; ++i) {
    const dsp::Band band{kind_from_name(kinds[static_cast<std::size_t>(i)]), freq_hz.data()[i],
                         gain_db.data()[i], q.data()[i]};
    points.band(band, curve, jacobian, jacobian + n, jacobian + 2 * n);
    curve += n;
    jacobian += 3 * n;
  }
  return result;
}

dsp::CurveFit curve_fit(const std::vector<std::string>& kinds, const AnyDoubles& freq_hz,
                        double sample_rate, const AnyDoubles& weights, bool free_level,
                        const std::pair<AnyDoubles, AnyDoubles>& bounds,
                        const std::pair<AnyDoubles, AnyDoubles>& prior) {
  require(weights.ndim() == 1 && weights.size() == freq_hz.size(),
          "freq_hz and weights must have one length");
  dsp::CurveFit::Problem problem;
  py::ssize_t n_numbers = 0;
  for (const std::string& kind : kinds) {
    problem.kinds.push_back(kind_from_name(kind));
    n_numbers += static_cast<py::ssize_t>(dsp::numbers_of(problem.kinds.back()));
  }
  for (const AnyDoubles& row : {bounds.first, bounds.second, prior.first, prior.second})
    require(row.ndim() == 1 && row.shape(0) == n_numbers,
            "bounds and prior must have a value for each number of the bands");
  problem.weights = vector_of(weights);
  problem.has_free_level = free_level;
  problem.low = vector_of(bounds.first);
  problem.high = vector_of(bounds.second);
  problem.mean = vector_of(prior.first);
  problem.cost_db = vector_of(prior.second);
  return {points_of(freq_hz, sample_rate), std::move(problem)};
}

Pair curves(const dsp::CurveFit& fit, const AnyDoubles& rows) {
  const auto n_numbers = static_cast<py::ssize_t>(fit.n_numbers());
  const auto n_points = static_cast<py::ssize_t>(fit.n_points());
  require(rows.ndim() == 2 && rows.shape(1) == n_numbers, "rows must be (n, n_numbers)");
  Pair result{py::array_t<double>({rows.shape(0), n_points}),
              py::array_t<double>({rows.shape(0), n_numbers, n_points})};
  double* curve = result.first.mutable_data();
  double* jacobian = result.second.mutable_data();
  const py::gil_scoped_release release;
  for (py::ssize_t i = 0; i < rows.shape(0); ++i)
    fit.curve({rows.data() + i * n_numbers, fit.n_numbers()}, curve + i * n_points,
              jacobian + i * n_numbers * n_points);
  return result;
}

// Threads take the next curve as they become free; the caller's thread is one of them.
Pair descend(const dsp::CurveFit& fit, const AnyDoubles& curves_db, const AnyDoubles& starts,
             int max_steps, int n_threads) {
  const auto n_numbers = static_cast<py::ssize_t>(fit.n_numbers());
  const auto n_points = static_cast<py::ssize_t>(fit.n_points());
  require(curves_db.ndim() == 2 && curves_db.shape(1) == n_points,
          "curves_db must be (n, n_freqs)");
  require(
      starts.ndim() == 3 && starts.shape(0) == curves_db.shape(0) && starts.shape(2) == n_numbers,
      "starts must be (n, n_starts, n_numbers)");
  const py::ssize_t n_curves = starts.shape(0), n_starts = starts.shape(1);
  Pair result{py::array_t<double>({n_curves, n_starts, n_numbers}),
              py::array_t<double>({n_curves, n_starts})};
  double* rows = result.first.mutable_data();
  std::ranges::copy(span_of(starts), rows);
  double* costs = result.second.mutable_data();
  std::atomic<py::ssize_t> next{0};
  const auto work = [&] {
    dsp::CurveFit::Scratch scratch(fit);
    for (py::ssize_t curve = next++; curve < n_curves; curve = next++)
      for (py::ssize_t i = curve * n_starts; i < (curve + 1) * n_starts; ++i)
        costs[i] = fit.descend({curves_db.data(curve), fit.n_points()},
                               {rows + i * n_numbers, fit.n_numbers()}, max_steps, scratch);
  };
  const py::gil_scoped_release release;
  const auto n_used = std::clamp<py::ssize_t>(n_threads, 1, std::max<py::ssize_t>(n_curves, 1));
  std::vector<std::future<void>> threads;  // joined as they are destroyed
  for (py::ssize_t index = 1; index < n_used; ++index)
    threads.push_back(std::async(std::launch::async, work));
  work();
  threads.clear();
  return result;
}

}  // namespace

void bind_curve(py::module_& module) {
  module.def("params_curve_jacobian", &params_curve_jacobian, py::arg("params"), py::arg("freq_hz"),
             py::arg("sample_rate"),
             "Curves of rows of params by the rbj design, (n, n_freqs), and their derivatives by "
             "gains in dB and logarithms of frequencies and Qs, (n, 13, n_freqs).");
  module.def("bands_curve_jacobian", &bands_curve_jacobian, py::arg("kinds"), py::arg("freq_hz"),
             py::arg("gain_db"), py::arg("q"), py::arg("points_hz"), py::arg("sample_rate"),
             "Curve of each band by the rbj design, (n_bands, n_points), and its derivatives by "
             "gain in dB, log frequency and log Q, (n_bands, 3, n_points).");
  py::class_<dsp::CurveFit>(module, "CurveFit",
                            "Damped least squares from settings toward curves on one grid.")
      .def(py::init(&curve_fit), py::arg("kinds"), py::arg("freq_hz"), py::arg("sample_rate"),
           py::arg("weights"), py::arg("free_level"), py::arg("bounds"), py::arg("prior"),
           "A row holds the numbers of bands of these kinds: gain, frequency, and the Q of a peak. "
           "Weights have the sum 1. `bounds`: the lowest and the highest row. `prior`: its mean as "
           "a row, and the RMS dB that a number away from it costs: 6 dB of a gain, a factor of e "
           "of a frequency or Q.")
      .def(
          "curves", &curves, py::arg("rows"),
          "Curves of rows in dB, (n, n_freqs), and their derivatives by gains in units of 6 dB and "
          "logarithms of frequencies and Qs, (n, n_numbers, n_freqs).")
      .def("descend", &descend, py::arg("curves_db"), py::arg("starts"), py::arg("max_steps"),
           py::arg("n_threads"),
           "From rows (n, n_starts, n_numbers) toward curves (n, n_freqs): the rows where each "
           "search ends, and their costs (n, n_starts).");
}

}  // namespace semeq::bindings
