// A bus that answers as the test says. Test equipment.
#pragma once

#include <QHash>
#include <QPointer>
#include <QTimer>
#include <QVector>
#include <algorithm>

#include "ui/common/bus.h"

namespace skein::ui {

class FakeBus : public Bus {
public:
    struct Ear {
        QString signal;
        QPointer<QObject> owner;
        std::function<void(const QVariantList&)> heard;
    };
    QHash<QString, QVariantList> answers;  ///< "service method" to what it answers; nobody there without one
    QVector<BusCall> calls;
    QVector<Ear> ears;
    bool slow = false;  ///< answers wait for answer()
    QVector<std::function<void()>> waiting;

    void call(const BusCall& call, QObject* owner, std::function<void(const BusReply&)> done) override {
        calls.append(call);
        const QString key = call.service + ' ' + call.method;
        const BusReply reply = answers.contains(key) ? BusReply{answers[key], {}} : BusReply{{}, "nobody there"};
        const auto give = [reply, guard = QPointer<QObject>(owner), done] {
            if (guard) done(reply);
        };
        if (slow) waiting.append(give);
        else QTimer::singleShot(0, owner, give);
    }
    void listen(BusKind, const QString&, const QString&, const QString&, const QString& signal, QObject* owner,
                std::function<void(const QVariantList&)> heard) override {
        ears.append({signal, owner, std::move(heard)});
    }
    void hear(const QString& signal, const QVariantList& values) {
        for (const Ear& ear : ears)
            if (ear.signal == signal && ear.owner) ear.heard(values);
    }
    int count(const QString& method) const {
        return static_cast<int>(
            std::count_if(calls.begin(), calls.end(), [&](const BusCall& c) { return c.method == method; }));
    }
};

}  // namespace skein::ui
