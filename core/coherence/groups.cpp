#include "core/coherence/groups.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace skein::coherence {
namespace {

/// Sets that grow together (union by the smaller index, paths halved).
class Sets {
public:
    explicit Sets(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), std::size_t{0}); }
    std::size_t find(std::size_t at) {
        while (m_parent[at] != at) at = m_parent[at] = m_parent[m_parent[at]];
        return at;
    }
    void join(std::size_t a, std::size_t b) {
        a = find(a);
        b = find(b);
        m_parent[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::size_t> m_parent;
};

}  // namespace

std::vector<ConflictGroup> groupsOf(const std::vector<Linked>& conflicts) {
    Sets sets(conflicts.size());
    std::map<std::string, std::size_t> firstWith;
    std::map<std::string, std::size_t> sharing;  // how many conflicts a side stands in
    for (std::size_t i = 0; i < conflicts.size(); ++i) {
        for (const auto* side : {&conflicts[i].sideA, &conflicts[i].sideB}) {
            ++sharing[*side];
            sets.join(i, firstWith.try_emplace("side " + *side, i).first->second);
        }
        sets.join(i, firstWith.try_emplace("topic " + conflicts[i].topic, i).first->second);
    }
    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < conflicts.size(); ++i) members[sets.find(i)].push_back(i);
    const auto weight = [&](std::size_t i) {
        const std::size_t shared = sharing[conflicts[i].sideA] + sharing[conflicts[i].sideB];
        return std::tuple(~shared, ~conflicts[i].waiting, conflicts[i].conflict);
    };
    std::vector<std::pair<std::tuple<std::size_t, ConflictId>, ConflictGroup>> ordered;
    for (auto& [set, group] : members) {
        std::sort(group.begin(), group.end(),
                  [&](std::size_t x, std::size_t y) { return conflicts[x].conflict < conflicts[y].conflict; });
        const auto root = std::min_element(group.begin(), group.end(),
                                           [&](std::size_t x, std::size_t y) { return weight(x) < weight(y); });
        std::rotate(group.begin(), root, root + 1);
        ConflictGroup made{{}, conflicts[group.front()].topic};
        std::size_t waiting = 0;
        for (const std::size_t i : group) {
            made.conflicts.push_back(conflicts[i].conflict);
            waiting = std::max(waiting, conflicts[i].waiting);
        }
        ordered.push_back({{~waiting, made.conflicts.front()}, std::move(made)});
    }
    std::sort(ordered.begin(), ordered.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
    std::vector<ConflictGroup> groups;
    for (auto& [key, group] : ordered) groups.push_back(std::move(group));
    return groups;
}

}  // namespace skein::coherence
