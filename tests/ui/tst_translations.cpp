// Translations: every text of the sources is in every .ts and translated, with its placeholders, its plural forms and
// mnemonics that differ; views asked in a language ask for nothing that the .ts has under another name, show nothing
// that is not translated, and have room for a language 40 % longer than English.
#include <QtTest>

#include <QMenuBar>
#include <QProcess>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include "tests/ui/ui_fixture.h"
#include "ui/common/formats.h"
#include "ui/common/language.h"
#include "ui/common/typed_amount.h"
#include "ui/common/words.h"
#include "ui/inspector/inspector.h"

using namespace skein;
using namespace skein::ui;

namespace {

struct Entry {
    QString context, source, comment;
    QStringList texts;  // one, or as many as the language has plural forms
    bool plural = false, finished = false;
    QString key() const { return context + '|' + source + '|' + comment; }
};

QVector<Entry> readTs(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    QXmlStreamReader xml(&file);
    QVector<Entry> entries;
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement()) continue;
        const QStringView name = xml.name();
        if (name == u"name") context = xml.readElementText();
        else if (name == u"message") {
            entries.append({context, {}, {}, {}, xml.attributes().value("numerus") == u"yes", true});
        } else if (entries.isEmpty()) continue;
        else if (name == u"source") entries.last().source = xml.readElementText();
        else if (name == u"comment") entries.last().comment = xml.readElementText();
        else if (name == u"numerusform") entries.last().texts.append(xml.readElementText());
        else if (name == u"translation") {
            if (xml.attributes().hasAttribute("type")) entries.last().finished = false;
            if (!entries.last().plural) entries.last().texts.append(xml.readElementText());
        }
    }
    return entries;
}

QDir translations() { return QDir(SKEIN_SOURCE_DIR "/resources/translations"); }

QStringList tsFiles() { return translations().entryList({"skein_*.ts"}, QDir::Files); }

QStringList placeholders(const QString& text) {
    static const QRegularExpression pattern("%L?(?:n|\\d)");
    QStringList found;
    // "%Ln" is "%n" with thousands set apart.
    for (auto match = pattern.globalMatch(text); match.hasNext();) found.append(match.next().captured().remove('L'));
    found.sort();
    return found;
}

/// Remembers what is asked for, and translates nothing.
class Listener : public QTranslator {
public:
    QSet<QString>& asked;
    explicit Listener(QSet<QString>& set) : asked(set) {}
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char* comment, int) const override {
        const QString from = QString::fromUtf8(context);
        const bool ofQt = from.size() > 1 && from[0] == 'Q' && from[1].isUpper();
        if (!ofQt) asked.insert(from + '|' + QString::fromUtf8(source) + '|' + QString::fromUtf8(comment));
        return {};
    }
};

void visit(QMenu* menu, QStringList& problems) {
    QHash<QChar, QString> used;
    for (QAction* action : menu->actions()) {
        if (action->menu()) visit(action->menu(), problems);
        const QKeySequence keys = QKeySequence::mnemonic(action->text());
        if (keys.isEmpty()) continue;
        const QChar key(keys[0].key());
        if (used.contains(key)) problems.append(menu->title() + ": " + used[key] + " and " + action->text());
        used.insert(key, action->text());
    }
}

const QStringList walked{"empty", "before", "typical", "failing", "conflicts", "done", "overnight", "interrupted"};

}  // namespace

class TranslationsTest : public QObject {
    Q_OBJECT
private slots:
    void everyTextIsTranslated() {
        QProcess check;
        check.setProcessChannelMode(QProcess::MergedChannels);
        check.start(translations().filePath("update"), {"--check"});
        QVERIFY2(check.waitForFinished(120'000), "lupdate does not end");
        QVERIFY2(check.exitCode() == 0, "\n" + check.readAll());
    }

    // What runs it, where it is written and what answers on the desktop is no word for whoever uses it. What is only
    // for a closer look, in a tool tip or in the record of an audit, may name it.
    void textsAreForPeople() {
        static const QRegularExpression inside("\\b(process|processes|daemon|socket|D-Bus|journal entry|atom|atoms)\\b");
        const QSet<QString> closer{"process %1, %2", "journal entry %1"};
        QStringList found;
        for (const Entry& entry : readTs(translations().filePath(tsFiles().first())))
            if (inside.match(entry.source).hasMatch() && !closer.contains(entry.source))
                found.append(entry.source);
        QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
    }

    void aNewTextIsNoticed() {
        QTemporaryDir folder;
        QDir root(folder.path());
        QVERIFY(root.mkpath("resources/translations") && root.mkpath("ui") && root.mkpath("app/skein"));
        QFile source(root.filePath("ui/new.cpp"));
        QVERIFY(source.open(QIODevice::WriteOnly));
        source.write("#include \"x.h\"\nnamespace skein::ui { QString f() { return tr(\"A brand-new text\"); } }\n");
        source.close();
        QVERIFY(QFile::copy(translations().filePath("update"), root.filePath("resources/translations/update")));
        QFile ts(root.filePath("resources/translations/skein_de.ts"));
        QVERIFY(ts.open(QIODevice::WriteOnly));
        ts.write(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE TS>\n<TS version=\"2.1\" language=\"de\"></TS>\n");
        ts.close();
        QProcess check;
        check.setProcessChannelMode(QProcess::MergedChannels);
        check.start(root.filePath("resources/translations/update"), {"--check"});
        QVERIFY(check.waitForFinished(120'000));
        const QByteArray said = check.readAll();
        QCOMPARE(check.exitCode(), 1);
        QVERIFY2(said.contains("skein_de.ts:8: skein::ui: A brand-new text"), said);
        QVERIFY2(said.contains("./dev translations"), said);
    }

    void translationsKeepWhatTheirSourcesHold() {
        QVERIFY(!tsFiles().isEmpty());
        QStringList problems;
        for (const QString& file : tsFiles())
            for (const Entry& entry : readTs(translations().filePath(file))) {
                const auto wrong = [&](const char* what) {
                    problems.append(QString("%1: %2: %3").arg(file, what, entry.key()));
                };
                if (!entry.finished || entry.texts.isEmpty()) wrong("unfinished");
                if (entry.plural && entry.texts.size() < 2) wrong("plural forms are missing");
                for (const QString& text : entry.texts) {
                    if (text.isEmpty()) wrong("empty");
                    if (placeholders(text) != placeholders(entry.source)) wrong("other placeholders");
                    if (text.count('&') > entry.source.count('&')) wrong("a mnemonic too many");
                    if (text.endsWith(' ') != entry.source.endsWith(' ') ||
                        text.startsWith(' ') != entry.source.startsWith(' '))
                        wrong("other spaces at an end");
                    if (text.contains("(s)") || text.contains("{s}")) wrong("English plural marks");
                }
            }
        QVERIFY2(problems.isEmpty(), qPrintable("\n  " + problems.join("\n  ")));
    }

    void pluralsFollowTheLanguage() {
        const auto tasks = [](int n) {
            return QCoreApplication::translate("skein::ui", "%n task(s) done", nullptr, n);
        };
        Language language;
        language.use("de");
        QCOMPARE(language.code(), "de");
        QCOMPARE(tasks(1), "1 Aufgabe fertig");
        QCOMPARE(tasks(0), "0 Aufgaben fertig");
        QCOMPARE(tasks(12000), "12.000 Aufgaben fertig");
        QCOMPARE(skein::ui::tr("%n conflict(s) need{s} you", nullptr, 1), "1 Konflikt braucht Sie");
        QCOMPARE(skein::ui::tr("%n conflict(s) need{s} you", nullptr, 2), "2 Konflikte brauchen Sie");
        QCOMPARE(QLocale().toString(1234.5, 'f', 1), "1.234,5");
        QCOMPARE(moneyText(MicroUsd{41'200'000}), "41,20 $");
        for (const char* typed : {"2,50", " 2.50 "}) QCOMPARE(typedAmount(typed).value_or(MicroUsd{}).value, 2'500'000);
        for (const char* typed : {"1.000,00", "2,5,0", "zwei", ""}) QVERIFY2(!typedAmount(typed), typed);
        language.use("en");
        QCOMPARE(tasks(1), "1 task done");
        QCOMPARE(skein::ui::tr("%n conflict(s) need{s} you", nullptr, 1), "1 conflict needs you");
        QCOMPARE(skein::ui::tr("%n conflict(s) need{s} you", nullptr, 2), "2 conflicts need you");
        QCOMPARE(moneyText(MicroUsd{41'200'000}), "$41.20");
        QVERIFY(!typedAmount("2,50"));
    }

    void qtSpeaksTheLanguageToo() {
        if (!QFile::exists(QLibraryInfo::path(QLibraryInfo::TranslationsPath) + "/qtbase_de.qm"))
            QSKIP("qt6-translations-l10n is not installed");
        Language language;
        language.use("de");
        QCOMPARE(QCoreApplication::translate("QPlatformTheme", "Cancel"), "Abbrechen");
    }

    void thePseudoLanguageShowsItself() {
        const QString text = PseudoTranslator::disguised("Show %1 of %n tasks &now\n(*.yaml *.json)");
        QVERIFY2(text.startsWith('[') && text.endsWith(']'), qPrintable(text));
        for (const char* kept : {"%1", "%n", "&n", "\n", "(*.yaml *.json)"})
            QVERIFY2(text.contains(kept), qPrintable(text));
        QVERIFY2(!text.contains("Show") && !text.contains("tasks"), qPrintable(text));
        const QString longer = PseudoTranslator::disguised("Retry failed tasks");
        QVERIFY2(longer.size() >= 18 * 14 / 10, qPrintable(longer));
        Language language;
        language.use("pseudo");
        QVERIFY(skein::ui::tr("%n task(s) done", nullptr, 1).startsWith("[1 "));
        QCOMPARE(QCoreApplication::translate("skein::ui", "d MMM", "format of a date"), "d MMM");
    }

    void theDesktopsLanguageIsTaken_data() {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("expected");
        const QString german = "Diesen Arbeitsbereich zeigen.", english = "Show this workspace.";
        QTest::newRow("German") << "LC_ALL"
                                << "de_DE.UTF-8"
                                << "" << german;
        QTest::newRow("Austrian") << "LC_ALL"
                                  << "de_AT.UTF-8"
                                  << "" << german;
        QTest::newRow("English") << "LC_ALL"
                                 << "en_GB.UTF-8"
                                 << "" << english;
        QTest::newRow("unknown") << "LC_ALL"
                                 << "fr_FR.UTF-8"
                                 << "" << english;
        QTest::newRow("second choice") << "LANGUAGE"
                                       << "fr:de"
                                       << "" << german;
        QTest::newRow("English before German") << "LANGUAGE"
                                               << "en:de"
                                               << "" << english;
        QTest::newRow("kept") << "LC_ALL"
                              << "en_GB.UTF-8"
                              << "de" << german;
        QTest::newRow("kept nonsense") << "LC_ALL"
                                       << "en_GB.UTF-8"
                                       << "../../etc" << english;
    }
    void theDesktopsLanguageIsTaken() {
        QFETCH(QString, variable);
        QFETCH(QString, value);
        QFETCH(QString, setting);
        QFETCH(QString, expected);
        QTemporaryDir config;
        if (!setting.isEmpty()) {
            QDir(config.path()).mkpath("skein");
            QFile file(config.filePath("skein/skein.conf"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("[General]\nlanguage=" + setting.toUtf8() + "\n");
        }
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"}) environment.remove(name);
        environment.insert("LANG", "en_GB.UTF-8");
        environment.insert(variable, value);
        environment.insert("XDG_CONFIG_HOME", config.path());
        program.setProcessEnvironment(environment);
        program.start(SKEIN_BINARY_DIR "/bin/skein", {"--help"});
        QVERIFY(program.waitForFinished(30'000));
        const QString said = QString::fromUtf8(program.readAllStandardOutput());
        QVERIFY2(said.contains(expected), qPrintable(said));
    }

    void mnemonicsDifferWithinAMenu_data() {
        QTest::addColumn<QString>("code");
        for (const QString& code : Language::available()) QTest::newRow(qPrintable(code)) << code;
    }
    void mnemonicsDifferWithinAMenu() {
        QFETCH(QString, code);
        TestWindow w("conflicts", ThemeChoice::Light, 1.0, {1280, 720}, code);
        QStringList problems;
        QHash<QChar, QString> titles;
        for (QAction* action : w.window->menuBar()->actions()) {
            visit(action->menu(), problems);
            const QChar key(QKeySequence::mnemonic(action->text())[0].key());
            if (titles.contains(key)) problems.append(titles[key] + " and " + action->text());
            titles.insert(key, action->text());
        }
        QCOMPARE(titles.size(), w.window->menuBar()->actions().size());
        QVERIFY2(problems.isEmpty(), qPrintable("\n  " + problems.join("\n  ")));
    }

    /// lupdate gives a text the class it stands in; at run time another may ask.
    void whatIsAskedForIsInTheFile() {
        QSet<QString> known;
        for (const Entry& entry : readTs(translations().filePath("skein_de.ts"))) known.insert(entry.key());
        QSet<QString> asked;
        for (const QString& fixture : walked) {
            // One hears what the window asks for as it is made, the other is asked before the plurals of English.
            Listener making(asked), walking(asked);
            QCoreApplication::installTranslator(&making);
            TestWindow w(fixture);
            QCoreApplication::installTranslator(&walking);
            walk(w, [] {});
        }
        QVERIFY2(asked.size() > 400, qPrintable(QString::number(asked.size())));
        QStringList problems = (asked - known).values();
        QVERIFY2(problems.isEmpty(), qPrintable("\n  " + problems.join("\n  ")));
    }

    void nothingOnTheScreenIsLeftOut_data() {
        QTest::addColumn<QString>("fixture");
        for (const QString& fixture : walked) QTest::newRow(qPrintable(fixture)) << fixture;
    }
    void nothingOnTheScreenIsLeftOut() {
        QFETCH(QString, fixture);
        TestWindow w(fixture, ThemeChoice::Light, 1.0, {1280, 720}, "pseudo");
        QSet<QString> plain;
        // What a run holds: its own words, numbers, ids, paths, words of the filter language.
        static const QRegularExpression data("^[\\W\\d_]*$|^[a-z0-9/._-]*[/_.:-][a-z0-9/._-]*$");
        const auto note = [&](const QString& text, const QObject* from) {
            const QString bare = QString(text).remove(QRegularExpression("\\[[^\\]]*\\]"));
            if (bare.contains(QRegularExpression("[A-Za-z]{3,}")) && !text.contains('[') &&
                !data.match(text).hasMatch() && !isData(w, text))
                plain.insert(QString("%1 '%2': \"%3\"").arg(from->metaObject()->className(), from->objectName(), text));
        };
        walk(w, [&] {
            for (QWidget* widget : w.window->findChildren<QWidget*>()) {
                // The tab bar's own arrows.
                if (!widget->isVisible() || qobject_cast<QTabBar*>(widget->parentWidget())) continue;
                if (const auto* label = qobject_cast<QLabel*>(widget)) note(label->text(), label);
                if (const auto* button = qobject_cast<QAbstractButton*>(widget)) note(button->text(), button);
                if (const auto* edit = qobject_cast<QLineEdit*>(widget)) note(edit->placeholderText(), edit);
                if (const auto* box = qobject_cast<QGroupBox*>(widget)) note(box->title(), box);
                if (const auto* view = qobject_cast<QAbstractItemView*>(widget); view && view->model())
                    for (int column = 0; column < view->model()->columnCount(); ++column)
                        note(view->model()->headerData(column, Qt::Horizontal).toString(), view);
                note(widget->accessibleName(), widget);
                note(widget->toolTip(), widget);
            }
        });
        for (const QString& id : w.window->commands().ids()) {
            note(w.window->commands().spec(id).text, w.window.get());
            note(w.window->commands().spec(id).description, w.window.get());
        }
        QVERIFY2(plain.isEmpty(), qPrintable("\n  " + QStringList(plain.values()).join("\n  ")));
    }

    void longerTextsHaveRoom_data() {
        QTest::addColumn<QString>("fixture");
        QTest::addColumn<QString>("language");
        QTest::addColumn<int>("view");
        QTest::addColumn<double>("scale");
        QTest::addColumn<QSize>("size");
        const QStringList views = MainWindow::viewNames();
        const auto add = [&](const QString& language, double scale, QSize size) {
            for (const QString& fixture : walked)
                for (int view = 0; view < views.size(); ++view)
                    QTest::addRow("%s %s %s %dx%d %d%%", qPrintable(language), qPrintable(fixture),
                                  qPrintable(views[view]), size.width(), size.height(), int(scale * 100))
                        << fixture << language << view << scale << size;
        };
        add("pseudo", 1.0, {1280, 720});
        add("de", 1.0, {960, 600});
        add("de", 1.0, {1280, 720});
        add("de", 2.0, {1280, 720});
    }
    void longerTextsHaveRoom() {
        QFETCH(QString, fixture);
        QFETCH(QString, language);
        QFETCH(int, view);
        QFETCH(double, scale);
        QFETCH(QSize, size);
        TestWindow w(fixture, ThemeChoice::Light, scale, size, language);
        w.view(static_cast<ViewId>(view));
        if (view == int(ViewId::Tasks) && fixture != "empty") {
            w.window->selection().setTask(3);
            w.window->inspector().showTab(Inspector::Context);
            TestWindow::settle();
        }
        const QStringList problems = geometryProblems(*w.window);
        QVERIFY2(problems.isEmpty(), qPrintable("\n  " + problems.join("\n  ")));
        QVERIFY2(w.window->width() <= size.width() && w.window->height() <= size.height(),
                 qPrintable(QString("the window became %1x%2").arg(w.window->width()).arg(w.window->height())));
    }

private:
    /// Every view with a task selected, every tab of the inspector, the panels.
    template <class Look>
    static void walk(TestWindow& w, Look look) {
        w.window->commands().trigger("skein.view.outline");
        w.window->commands().trigger("skein.view.drawer");
        for (int view = 0; view < viewCount; ++view) {
            w.view(static_cast<ViewId>(view));
            look();
        }
        w.view(ViewId::Tasks);
        w.window->selection().setTask(3);
        for (const auto tab : {Inspector::Summary, Inspector::Context, Inspector::Output, Inspector::Attempts}) {
            w.window->inspector().showTab(tab);
            TestWindow::settle();
            look();
        }
    }

    /// Whether a text is the run's own: a title, an id, a reason, a statement.
    static bool isData(const TestWindow& w, const QString& text) {
        const Fixture& fixture = w.feed->fixture();
        const RunSummary& s = fixture.summary;
        QStringList own = s.constraints + QStringList{s.goal, s.workspace, fixture.lost, fixture.lostDetail};
        for (const TaskRow& row : fixture.plan.tasks)
            own << row.id << row.title << row.phase << row.kind << row.why << row.agent;
        for (const EventRow& row : fixture.events) own << row.kind << row.object << row.text;
        for (const ConflictRow& row : fixture.conflicts) own << row.label << row.subject;
        for (const ConflictDetails& details : fixture.conflictDetails) {
            own << details.reason;
            for (const ClaimView& claim : {details.a, details.b}) {
                own << claim.sentence << claim.value;
                for (const EvidenceView& evidence : claim.evidence) own << evidence.quote;
            }
        }
        // What the feed makes up for any task.
        own << "Describe what the component is for"
            << "markdown"
            << "src/, docs/";
        return std::any_of(own.cbegin(), own.cend(), [&text](const QString& word) {
            return word.size() >= 3 && (text.contains(word) || word.contains(text));
        });
    }
};

QTEST_MAIN(TranslationsTest)
#include "tst_translations.moc"
