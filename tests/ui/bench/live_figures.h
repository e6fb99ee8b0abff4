// What the window takes to start, to open a run of 10,000 tasks and to watch it while it runs (ui.md section 6.8),
// measured with the real programs: skeinctl hosts the run, the fake provider answers it. Thread: GUI.
#pragma once

namespace skein::ui::bench {

inline constexpr const char* firstPaintWord = "--first-paint";  ///< argument that makes the program its own subject

/// Builds and shows the window as the desktop program does, and returns after its first paint. Exit status.
int paintOnce();

/// Processor and wall time from the start of a process to the first paint of its window. Whether the figure holds.
bool measureFirstPaint();

/// Opens a run of 10,000 tasks (`quick`: 2,000) while 200 agents work on it, then watches it. Whether all figures hold.
bool measureLiveRun(bool quick);

/// Megabytes of this process that are resident now.
double residentMegabytes();

}  // namespace skein::ui::bench
