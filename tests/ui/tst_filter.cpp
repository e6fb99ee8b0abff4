// The filter language: the grammar of ui.md 4.3 word by word, errors with their place, values with units, completion,
// and properties over thousands of made-up filters: what is written back reads the same, and noise never passes as a
// filter it is not.
#include <QtTest>
#include <QtWidgets>

#include "ui/bridge/fixtures.h"
#include "ui/common/filter_edit.h"
#include "ui/tasks/task_filter.h"

using namespace skein;
using namespace skein::ui;

namespace {

FilterSchema sample() {
    return FilterSchema({{"status", FilterKind::Text, "", {"failed", "done", "running", "needs-you"}},
                         {"phase", FilterKind::Text, ""},
                         {"cost", FilterKind::Money, ""},
                         {"tokens", FilterKind::Number, ""},
                         {"elapsed", FilterKind::Duration, ""},
                         {"started", FilterKind::Time, ""},
                         {"used-by", FilterKind::Text, ""}});
}

struct Thing {
    QString title, status, phase;
    double cost = 0, tokens = 0, elapsed = 0, started = 0;
    QStringList usedBy;
};

constexpr double now = 1'763'696'400;  // 2025-11-21T03:40:00Z

bool passes(const FilterSchema& schema, const QString& text, const Thing& thing) {
    const ParsedFilter parsed = schema.parse(text);
    if (parsed.error) qWarning("%s: %s", qPrintable(text), qPrintable(parsed.error->message));
    if (!parsed.tree) return true;
    return schema.matches(
        *parsed.tree,
        [&thing](int field) -> FilterValue {
            switch (field) {
                case 0: return thing.status;
                case 1: return thing.phase;
                case 2: return thing.cost;
                case 3: return thing.tokens;
                case 4: return thing.elapsed > 0 ? FilterValue(thing.elapsed) : FilterValue();
                case 5: return thing.started;
                default: return thing.usedBy;
            }
        },
        [&thing](const QString& word) { return thing.title.contains(word, Qt::CaseInsensitive); }, {now, 0});
}

bool same(const FilterTree& a, const FilterTree& b) {
    if (!a || !b) return !a && !b;
    if (a->kind != b->kind || a->field != b->field || a->op != b->op || a->values != b->values ||
        a->parts.size() != b->parts.size())
        return false;
    for (int i = 0; i < a->parts.size(); ++i)
        if (!same(a->parts[i], b->parts[i])) return false;
    return true;
}

/// A made-up filter; words are chosen to be awkward.
QString makeUp(QRandomGenerator& draw, int depth) {
    const QStringList words{"alpha", "t-040", "\"two words\"", "\"or\"", "a,b", "src/x.h", "\"say \\\"hi\\\"\"", "5"};
    const QStringList terms{"status:failed,done", "phase=\"Port it\"", "phase ~ por",      "cost > $0.05",
                            "tokens:2.5K..4K",    "elapsed>=2m30s",    "started:-2h..-1h", "started:03:10",
                            "status!=done",       "used-by:t-1"};
    switch (draw.bounded(depth > 0 ? 6 : 2)) {
        case 0: return words[draw.bounded(words.size())];
        case 1: return terms[draw.bounded(terms.size())];
        case 2: return makeUp(draw, depth - 1) + " or " + makeUp(draw, depth - 1);
        case 3: return makeUp(draw, depth - 1) + (draw.bounded(2) ? " and " : " ") + makeUp(draw, depth - 1);
        case 4: return "not (" + makeUp(draw, depth - 1) + ")";
        default: return "(" + makeUp(draw, depth - 1) + ")";
    }
}

}  // namespace

class TestFilter : public QObject {
    Q_OBJECT
private slots:
    void decides_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("passes_");
        const auto add = [](const char* filter, bool yes) { QTest::newRow(filter) << QString(filter) << yes; };
        add("", true);
        add("cache", true);
        add("PAGE cache", true);
        add("page log", false);
        add("page or log", true);
        add("\"page cache\"", true);
        add("\"cache page\"", false);
        add("-cache", false);
        add("not log", true);
        add("status:failed", true);
        add("status:FAILED", true);
        add("status=done", false);
        add("status:done,failed", true);
        add("status!=done", true);
        add("-status:failed", false);
        add("status:done or phase:Port and cache", true);
        add("(status:done or phase:Port) and log", false);
        add("-(log or index)", true);
        add("phase~or", true);
        add("phase ~ xx", false);
        add("cost:$0.05", true);  // 0.052 to the digits given
        add("cost:0.052", true);
        add("cost:$0.053", false);
        add("cost > $0.05", true);
        add("cost<=0.05", false);
        add("tokens:3.4K", true);
        add("tokens:3412", true);
        add("tokens:3413", false);
        add("tokens:3K..4K", true);
        add("tokens:4K..5K", false);
        add("elapsed:41s", true);
        add("elapsed>40s", true);
        add("elapsed>1m", false);
        add("elapsed<2m30s", true);
        add("elapsed:500ms", false);
        add("started:03:10", true);
        add("started:03:11", false);
        add("started > -2h", true);
        add("started < -2h", false);
        add("started:03:00..03:10", true);
        add("started>23:00", true);  // the last time it was 23:00 is before it
        add("used-by:t-2", true);
        add("used-by:t-3", false);
        add("used-by~-2", true);
    }
    void decides() {
        QFETCH(QString, filter);
        QFETCH(bool, passes_);
        const FilterSchema schema = sample();
        QVERIFY(!schema.parse(filter).error);
        const Thing thing{"Digest the page cache", "failed",      "Port", 0.052, 3412, 41.2,
                          now - 30 * 60 + 20,      {"t-1", "t-2"}};
        QCOMPARE(passes(schema, filter, thing), passes_);
    }

    void saysWhatIsWrongAndWhere_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("at");
        QTest::addColumn<QString>("words");
        const auto add = [](const char* filter, int at, const char* words) {
            QTest::newRow(filter) << QString(filter) << at << QString(words);
        };
        add("status:faild", 7, "did you mean failed");
        add("statsu:failed", 0, "did you mean status");
        add("weather:fine", 0, "not a field");
        add("phase > Port", 6, "has no order");
        add("phase:a..b", 7, "no range");
        add("cost:cheap", 5, "an amount such as $0.05");
        add("cost ~ 5", 5, "is no text");
        add("elapsed:30s2m", 8, "41s or 2m30s");
        add("elapsed:-2h", 8, "41s or 2m30s");
        add("started:25:00", 8, "03:10 or -2h");
        add("status:", 7, "needs a word");
        add("a and", 5, "missing");
        add("or b", 0, "missing");
        add("not", 3, "missing");
        add("(a or b", 0, "not closed");
        add("a) b", 1, "no bracket");
        add("\"a", 0, "quote is not closed");
        add("src/x.h:88", 7, "into quotes");
        add("tokens:1,x", 9, "such as 3 or 2.5K");
        add("cost:$1..", 9, "needs an amount");
    }
    void saysWhatIsWrongAndWhere() {
        QFETCH(QString, filter);
        QFETCH(int, at);
        QFETCH(QString, words);
        const ParsedFilter parsed = sample().parse(filter);
        QVERIFY(parsed.error && !parsed.tree);
        QVERIFY2(parsed.error->message.contains(words), qPrintable(parsed.error->message));
        QCOMPARE(parsed.error->at, at);
    }

    void nothingMatchesOnlyNot() {
        const FilterSchema schema = sample();
        Thing idle;  // elapsed is not known
        QVERIFY(!passes(schema, "elapsed<1h", idle) && !passes(schema, "elapsed>=0s", idle));
        QVERIFY(!passes(schema, "elapsed:0s..1h", idle) && passes(schema, "elapsed!=5s", idle));
    }

    void whatIsWrittenBackReadsTheSame() {
        const FilterSchema schema = sample();
        QRandomGenerator draw(7);
        for (int i = 0; i < 4000; ++i) {
            const QString text = makeUp(draw, 4);
            const ParsedFilter first = schema.parse(text);
            QVERIFY2(!first.error, qPrintable(text + ": " + (first.error ? first.error->message : QString())));
            const QString written = schema.format(first.tree);
            const ParsedFilter second = schema.parse(written);
            QVERIFY2(!second.error && same(first.tree, second.tree), qPrintable(text + "  ->  " + written));
        }
    }

    void noiseIsAnErrorOrAFilter() {
        const FilterSchema schema = sample();
        QRandomGenerator draw(11);
        const QStringList pieces{"status", ":",  "failed", "(", ")",    "\"", "and",    "or", "not",
                                 "-",      "..", ",",      "$", "cost", ">=", "!",      "=",  "~",
                                 "2m",     "K",  "\\",     " ", "<",    "a",  "\u00e9", "\t"};
        for (int i = 0; i < 20'000; ++i) {
            QString text;
            for (int k = draw.bounded(14); k >= 0; --k) text += pieces[draw.bounded(pieces.size())];
            const ParsedFilter parsed = schema.parse(text);
            if (parsed.error) {
                QVERIFY(!parsed.tree && !parsed.error->message.isEmpty());
                QVERIFY2(parsed.error->at >= 0 && parsed.error->at + parsed.error->length <= text.size(),
                         qPrintable(text));
            } else {
                const QString written = schema.format(parsed.tree);
                QVERIFY2(same(schema.parse(written).tree, parsed.tree), qPrintable(text + "  ->  " + written));
            }
            schema.complete(text, draw.bounded(static_cast<int>(text.size()) + 1), [](int) {
                return QVector<QPair<QString, int>>{{"x", 1}};
            });
        }
    }

    void deepAndLongTextsAreRefused() {
        const FilterSchema schema = sample();
        QVERIFY(schema.parse(QString(5000, '(')).error);
        QVERIFY(schema.parse(QString(200, '(') + "a" + QString(200, ')')).error->message.contains("too many"));
        QVERIFY(schema.parse(QString(FilterSchema::longest + 1, 'a')).error);
        QVERIFY(schema.parse(QString(FilterSchema::longest, 'a')).tree);
    }

    void completesFieldsAndLiveValues() {
        const FilterSchema schema = sample();
        const auto values = [](int field) {
            return field == 1 ? QVector<QPair<QString, int>>{{"Port", 212}, {"Survey the tree", 14}}
                              : QVector<QPair<QString, int>>{};
        };
        const auto offers = [&](const QString& text) {
            QStringList all;
            for (const auto& each : schema.complete(text, text.size(), values).suggestions) all.append(each.insert);
            return all.join(' ');
        };
        QCOMPARE(offers("st"), QString("status: started:"));
        QCOMPARE(offers("status:done and ph"), QString("phase:"));
        QCOMPARE(offers("phase:"), QString("Port \"Survey the tree\""));
        QCOMPARE(offers("phase:Port,sur"), QString("\"Survey the tree\""));
        QCOMPARE(offers("-(phase:po"), QString("Port"));
        QCOMPARE(offers("\"st"), QString());
        const FilterCompletion at = schema.complete("a phase:po", 10, values);
        QCOMPARE(at.from, 8);
        QCOMPARE(at.to, 10);
        QCOMPARE(at.suggestions[0].count, 212);
    }

    void tasksAnswerForEveryField() {
        const auto fixture = *makeFixture("typical");
        auto facts = std::make_shared<TaskFilterFacts>();
        facts->critical = {7};
        facts->conflicts.insert(9, "c-kwzrt");
        facts->usedBy.insert(3, {"api_endpoint/0003"});
        facts->models = {{3, {"small", "large"}}, {4, {"small"}}};
        facts->providers = {{3, {"alpha", "beta"}}};
        const auto count = [&](const QString& filter) {
            const auto predicate = taskPredicate(filter, {}, facts, {now, 0});
            return std::count_if(fixture.plan.tasks.begin(), fixture.plan.tasks.end(), predicate);
        };
        QCOMPARE(count("status:failed"), 1);
        QCOMPARE(count("error~timeout"), 1);
        QCOMPARE(count("timeout"), 1);
        QCOMPARE(count("critical:yes"), 1);
        QCOMPARE(count("conflict:c-kwzrt"), 1);
        QCOMPARE(count("used-by:api_endpoint/0003"), 1);
        QCOMPARE(count("model:small"), 2);
        QCOMPARE(count("model:large,huge"), 1);
        QCOMPARE(count("provider:beta and model~lar"), 1);
        QCOMPARE(taskFilterValues(taskFilterSchema().indexOf("model"), fixture.plan.tasks, *facts).front(),
                 (QPair<QString, int>("small", 2)));
        QCOMPARE(count("phase:Schema"), 66);
        QCOMPARE(count("kind:test and status:waiting,ready"), 66);
        QCOMPARE(count("tries>=2"), 2);  // one is retrying, one has failed after four
        QCOMPARE(count("blocks:2"), 325);
        QVERIFY(count("cost > $0.005") > 10 && count("elapsed:30s..1m") > 10 && count("started > -1h") > 10);
        QCOMPARE(count("reason~\"rate limited\""), 1);
        const auto states = taskFilterValues(taskFilterSchema().indexOf("status"), fixture.plan.tasks, *facts);
        QCOMPARE(states.front().first, QString("waiting"));
        const auto predicate = taskPredicate({}, {{"two", {1, 2}}}, facts, {now, 0});
        QCOMPARE(std::count_if(fixture.plan.tasks.begin(), fixture.plan.tasks.end(), predicate), 2);
        QVERIFY(!taskPredicate({}, {}, facts, {now, 0}));
    }

    void theFieldNeverAppliesAnInvalidFilter() {
        Theme theme{QFont()};
        const FilterSchema schema = sample();
        FilterEdit edit(theme, schema);
        edit.setValues([](int) { return QVector<QPair<QString, int>>{{"failed", 3}}; });
        edit.show();
        auto* field = edit.findChild<QLineEdit*>("filterField");
        QStringList applied;
        connect(&edit, &FilterEdit::applied, this, [&applied](const QString& text) { applied.append(text); });
        QCOMPARE(edit.state(), FilterState::Neutral);
        QTest::keyClicks(field, "status:failed");
        QCOMPARE(applied.last(), QString("status:failed"));
        QCOMPARE(edit.state(), FilterState::Valid);
        edit.setCounts(3, 40, 0);
        QCOMPARE(edit.findChild<QLabel*>("filterCount")->text(), QString("3 of 40"));
        QTest::keyClicks(field, "x");
        QCOMPARE(edit.state(), FilterState::Invalid);
        QCOMPARE(edit.findChild<QLabel*>("filterState")->text(), QString("Invalid"));
        auto* reason = edit.findChild<QLabel*>("filterReason");
        QVERIFY(reason->isVisible() && reason->wordWrap());
        QVERIFY2(reason->text().startsWith("At 8: ") && reason->text().contains("Still applied: status:failed"),
                 qPrintable(reason->text()));
        QCOMPARE(applied.last(), QString("status:failed"));
        QTest::keyClick(field, Qt::Key_Backspace);
        QCOMPARE(edit.state(), FilterState::Valid);
        edit.setCounts(3, 40, 2);
        QCOMPARE(edit.state(), FilterState::Outdated);
        QSignalSpy again(&edit, &FilterEdit::applyAgain);
        auto* button = edit.findChild<QPushButton*>("filterAgain");
        QVERIFY(button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(again.count(), 1);
        field->clear();
        QCOMPARE(applied.last(), QString());
        QCOMPARE(edit.state(), FilterState::Neutral);
    }

    /// A filter that is no filter is refused whole, not up to where it went wrong.
    void whatIsInvalidIsRefusedWhole() {
        Theme theme{QFont()};
        const FilterSchema schema = sample();
        FilterEdit edit(theme, schema);
        edit.setValues([](int) { return QVector<QPair<QString, int>>{{"failed", 3}}; });
        edit.show();
        edit.activateWindow();
        auto* field = edit.findChild<QLineEdit*>("filterField");
        field->setFocus();
        QStringList applied;
        connect(&edit, &FilterEdit::applied, this, [&applied](const QString& text) { applied.append(text); });
        QTest::keyClicks(field, "status:failed and (");
        QCOMPARE(edit.state(), FilterState::Invalid);
        QVERIFY(edit.appliedText().startsWith("status:failed"));  // still typing: what was valid on the way
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(edit.appliedText(), QString());
        QCOMPARE(applied.last(), QString());
        auto* reason = edit.findChild<QLabel*>("filterReason");
        QVERIFY2(reason->text().contains("Nothing is filtered"), qPrintable(reason->text()));
        QCOMPARE(field->text(), QString("status:failed and ("));  // the words stay, to be mended
        field->setText({});
        QTest::keyClicks(field, "status:failed");
        QTest::keyClick(field, Qt::Key_Return);
        QTest::keyClicks(field, " and (");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(edit.appliedText(), QString("status:failed"));  // what held before holds again
        QVERIFY(reason->isVisible());
    }

    void completionIsTakenByKeys() {
        Theme theme{QFont()};
        const FilterSchema schema = sample();
        FilterEdit edit(theme, schema);
        edit.setValues([](int) { return QVector<QPair<QString, int>>{{"failed", 3}, {"done", 1}}; });
        edit.show();
        edit.activateWindow();
        auto* field = edit.findChild<QLineEdit*>("filterField");
        field->setFocus();
        QTest::keyClicks(field, "stat");
        auto* offers = QApplication::activePopupWidget();
        QVERIFY(offers);
        QTest::keyClick(offers, Qt::Key_Down);
        QTest::keyClick(offers, Qt::Key_Return);
        QCOMPARE(field->text(), QString("status:"));
        offers = QApplication::activePopupWidget();
        QVERIFY(offers);
        QTest::keyClick(offers, Qt::Key_Down);
        QTest::keyClick(offers, Qt::Key_Return);
        QCOMPARE(field->text(), QString("status:failed"));
        QCOMPARE(edit.appliedText(), QString("status:failed"));
    }
};

QTEST_MAIN(TestFilter)
#include "tst_filter.moc"
