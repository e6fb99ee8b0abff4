// What a benchmark run finds out: one row per figure, printed as it is measured and kept for the JSON document. A
// figure that does not hold is reported, never an error. Thread: one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace skein::bench {

/// How a value compares with the figure to hold.
enum class Bound {
    AtLeast,
    AtMost,
    None,  ///< shown for the reader; nothing is promised
};

struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
    std::string against;  ///< what it was measured against or on: sizes, batch, baseline
    double baseline = 0;  ///< the same quantity of that baseline, in the same unit; 0: there is none
    Bound bound = Bound::None;
    double limit = 0;  ///< the figure to hold; of the ratio to the baseline where `limitsRatio`, else of the value
    bool limitsRatio = false;

    double ratio() const { return baseline == 0 ? 0 : value / baseline; }
    bool held() const;
};

class Figures {
public:
    /// Prints the row and keeps it.
    void add(Figure figure);
    /// A section that could not be measured: said, and kept in the document.
    void addProblem(const std::string& section, const Error& error);

    /// Prints how many figures hold and writes the document. Error: Io.
    Result<void> finish(const std::string& path, bool quick) const;

private:
    std::vector<Figure> m_figures;
    Json m_problems = Json::array();
};

/// What the sections share.
struct Setting {
    bool quick = false;  ///< about a sixth of the work; figures that depend on size are then not those promised
    std::string folder;  ///< scratch on the disk that is measured; emptied afterwards
};

/// The value at this share (0..1) of the values in ascending order. Precondition: not empty.
double quantile(std::vector<double> values, double share);

/// Seconds on a clock that only moves forward.
double secondsNow();
/// Processor time of this process, all threads, user and system, in seconds.
double processSeconds();
/// The same of the calling thread alone.
double threadSeconds();

// The sections. Each adds its figures; an error means that it could not measure, not that a figure is missed.
Result<void> measureEngine(const Setting& setting, Figures& figures);   ///< durable operations, decision latency
Result<void> measureJournal(const Setting& setting, Figures& figures);  ///< recovery, folding, verification
Result<void> measureIngest(const Setting& setting, Figures& figures);
Result<void> measureMemory(const Setting& setting, Figures& figures);     ///< ingest, context windows
Result<void> measureLayout(const Setting& setting, Figures& figures);     ///< drawing of a large graph
Result<void> measureRuns(const Setting& setting, Figures& figures);       ///< whole runs of skeinctl
Result<void> measureLangGraph(const Setting& setting, Figures& figures);  ///< the same DAG by LangGraph.js
Result<void> measureStreams(const Setting& setting, Figures& figures);    ///< many answers at the same time
Result<void> measureKeys(const Setting& setting, Figures& figures);       ///< hundreds of keys, each at its limit
Result<void> measureWorkflows(const Setting& setting, Figures& figures);  ///< real DAGs against the simulator
Result<void> measureCoherence(const Setting& setting, Figures& figures);  ///< contradictions in real source trees

}  // namespace skein::bench
