// RunBar: always visible: what runs, its state as glyph and word, progress, spend against budget, tokens, and the run's
// commands. Wraps when narrow. Thread: GUI.
#pragma once

#include <QPushButton>
#include <QWidget>

#include "ui/bridge/run_view.h"
#include "ui/common/command_registry.h"
#include "ui/common/labels.h"
#include "ui/common/status_glyph.h"
#include "ui/common/status_strip.h"

namespace skein::ui {

class RunBar : public QWidget {
    Q_OBJECT
public:
    RunBar(const Theme& theme, CommandRegistry& commands, QWidget* parent = nullptr);
    void setSummary(const RunSummary& summary);
    void setForecast(const Forecast& forecast);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* makeState();
    QWidget* makeProgress();
    QWidget* makeFigure(ThemedLabel*& value, ThemedLabel*& name);
    QPushButton* makeButton(const QString& command, const QString& text, const QString& icon);

    void showEta();

    const Theme& m_theme;
    CommandRegistry& m_commands;
    RunSummary m_summary;
    Forecast m_forecast;
    StatusGlyph* m_glyph;
    ThemedLabel* m_word;
    ThemedLabel* m_name;
    ThemedLabel* m_simulated;
    StatusStrip* m_strip;
    ThemedLabel* m_progress;
    ThemedLabel *m_money, *m_moneyName, *m_tokens, *m_tokensName, *m_agents, *m_agentsName, *m_eta, *m_etaName;
    QWidget *m_spacer, *m_progressBox, *m_moneyBox, *m_tokensBox, *m_agentsBox, *m_etaBox;
    QPushButton *m_hold, *m_resume, *m_budget, *m_stop, *m_goto;
};

}  // namespace skein::ui
