// What tests of routing share: models on offer, calls that fail, many tasks. Thread: the test's.
#pragma once

#include "tests/core/engine/driver.h"

namespace skein::test {

inline routing::Offer offer(const char* provider, const char* model, PerMille quality, std::int64_t cost = 100) {
    auto made = routing::soleOffer({provider, model, false}, MicroUsd{cost});
    made.quality = quality;
    return made;
}

/// Every window offers these models.
inline void offerAlways(Driver& driver, std::vector<routing::Offer> offers, routing::CallSize size = {100, 100}) {
    driver.onAssemble = [&driver, offers = std::move(offers), size](const auto& e) {
        auto window = driver.window(e);
        window.offers = offers;
        window.size = size;
        return window;
    };
}

inline report::StepFinished fault(const effect::PerformStep& e, CallFault fault,
                                  StepOutcome outcome = StepOutcome::Retryable) {
    auto failed = Driver::failed(e, outcome);
    failed.fault = fault;
    return failed;
}

inline std::vector<TaskShape> manyTasks(std::uint32_t count) {
    std::vector<TaskShape> tasks;
    for (std::uint32_t no = 1; no <= count; ++no) tasks.push_back(shape(no));
    return tasks;
}

}  // namespace skein::test
