// What a person's own sentence is understood as, for the thing that the two sides are about.
#include <QtTest>

#include "core/coherence/extract.h"
#include "core/runtime/own_claim.h"

using namespace skein;

namespace {

Claim claimOf(const QString& config) {
    const auto parts = config.split('=');
    Claim claim;
    claim.subject = "payment.limit";
    claim.predicate = parts[0].section(' ', 0, 0).toStdString();
    claim.value.text = parts[1].toStdString();
    const auto type = parts[0].section(' ', 1, 1), unit = parts[0].section(' ', 2, 2);
    claim.value.type = *valueTypeFromName(type.toStdString());
    claim.value.unit = unit.toStdString();
    claim.id = claimId(claim);
    return claim;
}

}  // namespace

class TestOwnClaim : public QObject {
    Q_OBJECT
private slots:
    void understood_data() {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value");  ///< empty: it is not understood
        const auto row = [](const char* a, const char* b, const char* text, const char* value) {
            QTest::newRow(text) << a << b << text << value;
        };
        row("max number=12", "max number=24", "Installments are at most 12.", "12");
        row("max number=12", "max number=24", "At most 18.", "18");
        row("max number=12", "max number=24", "18", "18");
        row("max number=12", "max number=24", "It is not 12.", "");
        row("max number=12", "max number=24", "12 in Germany, 24 in France.", "");
        row("max number=12", "max number=24", "It may be 12.", "");
        row("max number=12", "max number=24", "If the customer is new, it is 12.", "");
        row("value number s=3", "value number s=5", "The capture gives up after 4 seconds.", "4 s");
        row("value number s=3", "value number s=5", "Four thousand", "");
        row("value number s=3", "value number s=5", "4500 ms, as measured.", "4.5 s");
        row("value number s=3", "value number s=5", "Uploads of 10 MB.", "");
        row("value number percent=75", "value number percent=60", "The threshold is 70 %.", "70 percent");
        row("min number version=3.11", "min number version=3.9", "Python 3.10 or newer is needed.", "3.10 version");
        row("value boolean=true", "value boolean=false", "The settlement is enabled", "true");
        row("value boolean=true", "value boolean=false", "Settlement is switched off.", "false");
        row("value boolean=true", "value boolean=false", "It is not enabled in production.", "false");
        row("value boolean=true", "value boolean=false", "It depends on the market.", "");
        row("presence text=required", "presence text=forbidden", "It is not required.", "optional");
        row("presence text=required", "presence text=forbidden", "The window is mandatory.", "required");
        row("type text=number", "type text=string", "It is a string of digits.", "string");
        row("type text=number", "type text=string", "Not a string.", "");
        row("values set=card|invoice|sepa", "values set=card|sepa|wallet", "card, invoice, sepa and wallet",
            "card|invoice|sepa|wallet");
        row("values set=card|invoice|sepa", "values set=card|sepa|wallet", "card and sepa, but not wallet", "");
        row("signature signature=(a,b)", "signature signature=(a)", "As in the code.", "");
    }
    void understood() {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(QString, text);
        QFETCH(QString, value);
        runtime::ConflictFacts conflict;
        conflict.a = claimOf(a);
        conflict.b = claimOf(b);
        conflict.text = text.toStdString();
        const auto own = runtime::ownClaim(conflict);
        QString found;
        if (own)
            found = QString::fromStdString(own->value.text + (own->value.unit.empty() ? "" : " " + own->value.unit));
        QCOMPARE(found, value);
    }

    /// A goal's constraint that gives one side's value takes that side.
    void aConstraintTakesASide() {
        runtime::ConflictFacts conflict;
        conflict.a = claimOf("max number=12");
        conflict.b = claimOf("max number=24");
        conflict.text = "Installments are at most 24.";
        QCOMPARE(runtime::comesTo(conflict, Decision::Refine), Decision::TakeB);
        conflict.text = "Installments are few.";
        QCOMPARE(runtime::comesTo(conflict, Decision::Refine), Decision::Refine);
    }
};

QTEST_APPLESS_MAIN(TestOwnClaim)
#include "tst_own_claim.moc"
