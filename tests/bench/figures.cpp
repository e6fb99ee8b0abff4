#include "tests/bench/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

namespace skein::bench {
namespace {

double clockSeconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double loadAverage() {
    double load = 0;
    return getloadavg(&load, 1) == 1 ? load : 0;
}

std::string boundText(const Figure& figure) {
    if (figure.bound == Bound::None) return "-";
    return fmt::format("{} {:.4g}{}", figure.bound == Bound::AtLeast ? ">=" : "<=", figure.limit,
                       figure.limitsRatio ? "x" : "");
}

}  // namespace

bool Figure::held() const {
    const double measured = limitsRatio ? ratio() : value;
    return bound == Bound::None || (bound == Bound::AtLeast ? measured >= limit : measured <= limit);
}

void Figures::add(Figure figure) {
    const auto* held = figure.bound == Bound::None ? "" : figure.held() ? "held" : "NOT HELD";
    const auto ratio = figure.baseline == 0 ? std::string("-") : fmt::format("{:.3f}x", figure.ratio());
    fmt::print("{:<44} {:>12.5g} {:<12} {:>9} {:>10} {:<9} {}\n", figure.name, figure.value, figure.unit, ratio,
               boundText(figure), held, figure.against);
    std::fflush(stdout);
    m_figures.push_back(std::move(figure));
}

void Figures::addProblem(const std::string& section, const Error& error) {
    fmt::print("{}: not measured: {}\n", section, error.describe());
    m_problems.push_back({{"section", section}, {"error", error.describe()}});
}

Result<void> Figures::finish(const std::string& path, bool quick) const {
    auto rows = Json::array();
    std::size_t promised = 0, held = 0;
    for (const auto& figure : m_figures) {
        Json row{{"name", figure.name}, {"value", figure.value}, {"unit", figure.unit}, {"against", figure.against}};
        if (figure.baseline != 0) {
            row["baseline"] = figure.baseline;
            row["ratio"] = figure.ratio();
        }
        if (figure.bound != Bound::None) {
            row["figure"] = {{"bound", figure.bound == Bound::AtLeast ? "at-least" : "at-most"},
                             {"limit", figure.limit},
                             {"of", figure.limitsRatio ? "ratio" : "value"}};
            row["held"] = figure.held();
            ++promised;
            held += figure.held() ? 1 : 0;
        }
        rows.push_back(std::move(row));
    }
    fmt::print("{} of {} figures hold{}; load average {:.1f} on {} processors\n", held, promised,
               quick ? " (--quick: sizes are smaller than those promised)" : "", loadAverage(),
               sysconf(_SC_NPROCESSORS_ONLN));
    const Json document{{"quick", quick},
                        {"load_average", loadAverage()},
                        {"processors", sysconf(_SC_NPROCESSORS_ONLN)},
                        {"figures", std::move(rows)},
                        {"problems", m_problems}};
    std::ofstream file(path);
    file << document.dump(2) << '\n';
    if (!file.flush()) return fail(ErrorCode::Io, path + ": cannot be written");
    return {};
}

double quantile(std::vector<double> values, double share) {
    SKEIN_ASSERT(!values.empty());
    const auto at = static_cast<std::ptrdiff_t>(std::floor(share * static_cast<double>(values.size() - 1)));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

double secondsNow() { return clockSeconds(CLOCK_MONOTONIC); }
double processSeconds() { return clockSeconds(CLOCK_PROCESS_CPUTIME_ID); }
double threadSeconds() { return clockSeconds(CLOCK_THREAD_CPUTIME_ID); }

}  // namespace skein::bench
