<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Details</name>
    <message>
        <source>output of the task</source>
        <translation>Ausgabe der Aufgabe</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>reused</source>
        <translation>wiederverwendet</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>abgebrochen</translation>
    </message>
</context>
<context>
    <name>FilterSchema</name>
    <message>
        <source>a word</source>
        <translation>ein Wort</translation>
    </message>
    <message>
        <source>a number such as 3 or 2.5K</source>
        <translation>eine Zahl wie 3 oder 2.5K</translation>
    </message>
    <message>
        <source>a time span such as 41s or 2m30s</source>
        <translation>eine Zeitspanne wie 41s oder 2m30s</translation>
    </message>
    <message>
        <source>an amount such as $0.05</source>
        <translation>einen Betrag wie $0.05</translation>
    </message>
    <message>
        <source>a time such as 03:10 or -2h</source>
        <translation>eine Zeit wie 03:10 oder -2h</translation>
    </message>
    <message>
        <source>a filter has at most %1 characters</source>
        <translation>ein Filter hat höchstens %1 Zeichen</translation>
    </message>
    <message>
        <source>there is no bracket that this one closes</source>
        <translation>es gibt keine Klammer, die diese schließt</translation>
    </message>
    <message>
        <source>too many brackets within brackets</source>
        <translation>zu viele Klammern in Klammern</translation>
    </message>
    <message>
        <source>this bracket is not closed</source>
        <translation>diese Klammer ist nicht geschlossen</translation>
    </message>
    <message>
        <source>something to look for is missing here</source>
        <translation>hier fehlt, wonach gesucht wird</translation>
    </message>
    <message>
        <source>“%1” is not a field; put it into quotes to look for it</source>
        <translation>„%1“ ist kein Feld; in Anführungszeichen wird danach gesucht</translation>
    </message>
    <message>
        <source>“%1” is not a field; did you mean %2?</source>
        <translation>„%1“ ist kein Feld; meinten Sie %2?</translation>
    </message>
    <message>
        <source>“%1” compares a field with a value; put the text into quotes to look for it</source>
        <translation>„%1“ vergleicht ein Feld mit einem Wert; in Anführungszeichen wird nach dem Text gesucht</translation>
    </message>
    <message>
        <source>this quote is not closed</source>
        <translation>dieses Anführungszeichen ist nicht geschlossen</translation>
    </message>
    <message>
        <source>%1 needs %2 here</source>
        <translation>%1 braucht hier %2</translation>
    </message>
    <message>
        <source>“%1”: %2 needs %3</source>
        <translation>„%1“: %2 braucht %3</translation>
    </message>
    <message>
        <source>“%1” is no value of %2</source>
        <translation>„%1“ ist kein Wert von %2</translation>
    </message>
    <message>
        <source>“%1” is no value of %2; did you mean %3?</source>
        <translation>„%1“ ist kein Wert von %2; meinten Sie %3?</translation>
    </message>
    <message>
        <source>%1 has no order; it can be compared with : = != ~</source>
        <translation>%1 hat keine Ordnung; vergleichen lässt es sich mit : = != ~</translation>
    </message>
    <message>
        <source>%1 is no text; it can be compared with : = != &lt; &lt;= &gt; &gt;=</source>
        <translation>%1 ist kein Text; vergleichen lässt es sich mit : = != &lt; &lt;= &gt; &gt;=</translation>
    </message>
    <message>
        <source>%1 has no order, so no range</source>
        <translation>%1 hat keine Ordnung, also keinen Bereich</translation>
    </message>
    <message>
        <source>what to look for is missing here</source>
        <translation>hier fehlt, wonach gesucht wird</translation>
    </message>
</context>
<context>
    <name>Formats</name>
    <message>
        <source>$%1</source>
        <translation>%1 $</translation>
    </message>
    <message>
        <source>%1M</source>
        <translation>%1 Mio.</translation>
    </message>
    <message>
        <source>%1K</source>
        <translation>%1 Tsd.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>&lt;1%</source>
        <translation>&lt;1 %</translation>
    </message>
    <message>
        <source>%1%</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>under 1 s</source>
        <translation>unter 1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
</context>
<context>
    <name>OwnKeys</name>
    <message>
        <source>A shortcut is one key with Ctrl, Alt or Shift.</source>
        <translation>Ein Tastenkürzel ist eine Taste mit Strg, Alt oder Umschalt.</translation>
    </message>
    <message>
        <source>This key moves the focus or ends what you type; it stays as it is.</source>
        <translation>Diese Taste bewegt den Fokus oder beendet eine Eingabe; sie bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>Without Ctrl or Alt this key types, walks or acts within a view.</source>
        <translation>Ohne Strg oder Alt schreibt, bewegt oder handelt diese Taste innerhalb einer Ansicht.</translation>
    </message>
</context>
<context>
    <name>Recipe</name>
    <message>
        <source>Document a project</source>
        <translation>Ein Projekt dokumentieren</translation>
    </message>
    <message>
        <source>Writes one coherent document about a folder of sources: what the project is, each of its components with its public symbols, how the components use each other, and where the sources contradict themselves. Runs without a model.</source>
        <translation>Schreibt ein zusammenhängendes Dokument über einen Ordner mit Quellen: was das Projekt ist, jede seiner Komponenten mit ihren öffentlichen Symbolen, wie die Komponenten einander verwenden und wo die Quellen sich widersprechen. Kommt ohne Modell aus.</translation>
    </message>
    <message>
        <source>audience</source>
        <translation>Zielgruppe</translation>
    </message>
    <message>
        <source>engineers</source>
        <translation>Entwickler</translation>
    </message>
    <message>
        <source>who will read the document</source>
        <translation>wer das Dokument lesen wird</translation>
    </message>
    <message>
        <source>Build a CRM from its entities</source>
        <translation>Ein CRM aus seinen Entitäten bauen</translation>
    </message>
    <message>
        <source>Expands a list of entities into the micro-tasks of a customer-relationship application: schema, service methods, API endpoints, screens, tests and documentation of each entity, and what holds them together. Needs a model.</source>
        <translation>Macht aus einer Liste von Entitäten die kleinen Aufgaben einer Anwendung für Kundenbeziehungen: Schema, Dienstmethoden, API-Endpunkte, Masken, Tests und Dokumentation jeder Entität, und was sie zusammenhält. Braucht ein Modell.</translation>
    </message>
    <message>
        <source>entities</source>
        <translation>Entitäten</translation>
    </message>
    <message>
        <source>a list of entities, each a name or {name, plural, description, fields, belongs_to}; fields are names or {name, type, required, unique, references, values}</source>
        <translation>eine Liste von Entitäten, jede ein Name oder {name, plural, description, fields, belongs_to}; fields sind Namen oder {name, type, required, unique, references, values}</translation>
    </message>
    <message>
        <source>stack</source>
        <translation>Technik</translation>
    </message>
    <message>
        <source>PostgreSQL, a REST API described by OpenAPI 3.1, TypeScript and React</source>
        <translation>PostgreSQL, eine mit OpenAPI 3.1 beschriebene REST-API, TypeScript und React</translation>
    </message>
    <message>
        <source>what the application is built with</source>
        <translation>womit die Anwendung gebaut wird</translation>
    </message>
    <message>
        <source>the engineers who will maintain it</source>
        <translation>die Entwickler, die sie pflegen werden</translation>
    </message>
    <message>
        <source>who reads the documentation</source>
        <translation>wer die Dokumentation liest</translation>
    </message>
</context>
<context>
    <name>RowBuilder</name>
    <message>
        <source>planning: a model is asked for the tasks of this part</source>
        <translation>Planung: ein Modell wird nach den Aufgaben dieses Teils gefragt</translation>
    </message>
    <message>
        <source>planning: its proposal is being worked into the plan</source>
        <translation>Planung: sein Vorschlag wird in den Plan eingearbeitet</translation>
    </message>
    <message numerus="yes">
        <source>planned: %n task(s) added</source>
        <translation>
            <numerusform>geplant: %Ln Aufgabe hinzugefügt</numerusform>
            <numerusform>geplant: %Ln Aufgaben hinzugefügt</numerusform>
        </translation>
    </message>
    <message>
        <source>putting its context together</source>
        <translation>stellt ihren Kontext zusammen</translation>
    </message>
    <message>
        <source>model call in flight</source>
        <translation>Modellaufruf unterwegs</translation>
    </message>
    <message>
        <source>tool call in flight</source>
        <translation>Werkzeugaufruf unterwegs</translation>
    </message>
    <message>
        <source>checking the output</source>
        <translation>prüft die Ausgabe</translation>
    </message>
    <message>
        <source>reading claims from the output</source>
        <translation>liest Behauptungen aus der Ausgabe</translation>
    </message>
    <message>
        <source>comparing its claims</source>
        <translation>vergleicht ihre Behauptungen</translation>
    </message>
    <message numerus="yes">
        <source>%n open conflict(s) about its claims</source>
        <translation>
            <numerusform>%Ln offener Konflikt über ihre Behauptungen</numerusform>
            <numerusform>%Ln offene Konflikte über ihre Behauptungen</numerusform>
        </translation>
    </message>
    <message>
        <source>inputs unchanged, result taken over</source>
        <translation>Eingaben unverändert, Ergebnis übernommen</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s) failed</source>
        <translation>
            <numerusform>%Ln Versuch fehlgeschlagen</numerusform>
            <numerusform>%Ln Versuche fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>taken out of the plan</source>
        <translation>aus dem Plan genommen</translation>
    </message>
    <message>
        <source>needs a result that is in dispute</source>
        <translation>benötigt ein Ergebnis, das strittig ist</translation>
    </message>
    <message>
        <source>waits until the run is resumed</source>
        <translation>wartet, bis der Lauf fortgesetzt wird</translation>
    </message>
    <message>
        <source>was not run</source>
        <translation>wurde nicht ausgeführt</translation>
    </message>
    <message numerus="yes">
        <source>waits before the next try, %n failed</source>
        <translation>
            <numerusform>wartet vor dem nächsten Versuch, %Ln fehlgeschlagen</numerusform>
            <numerusform>wartet vor dem nächsten Versuch, %Ln fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>waiting for an agent</source>
        <translation>wartet auf einen Agenten</translation>
    </message>
    <message>
        <source>runs when everything else rests</source>
        <translation>läuft, wenn alles andere ruht</translation>
    </message>
    <message numerus="yes">
        <source>needs %n more result(s)</source>
        <translation>
            <numerusform>benötigt noch %Ln Ergebnis</numerusform>
            <numerusform>benötigt noch %Ln Ergebnisse</numerusform>
        </translation>
    </message>
    <message>
        <source>in a batch</source>
        <translation>in einer Sammelanfrage</translation>
    </message>
    <message>
        <source>conflict %1</source>
        <translation>Konflikt %1</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>attempt %1, %2</source>
        <translation>Versuch %1, %2</translation>
    </message>
    <message>
        <source>result taken over</source>
        <translation>Ergebnis übernommen</translation>
    </message>
    <message>
        <source>same result as before</source>
        <translation>gleiches Ergebnis wie zuvor</translation>
    </message>
    <message numerus="yes">
        <source>%n claim(s)</source>
        <translation>
            <numerusform>%Ln Behauptung</numerusform>
            <numerusform>%Ln Behauptungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%Ln Aufgabe</numerusform>
            <numerusform>%Ln Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>held at a pause point until you let it pass</source>
        <translation>an einem Haltepunkt, bis Sie sie weiterlassen</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) held until you let them pass</source>
        <translation>
            <numerusform>%Ln Aufgabe angehalten, bis Sie sie weiterlassen</numerusform>
            <numerusform>%Ln Aufgaben angehalten, bis Sie sie weiterlassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) let pass</source>
        <translation>
            <numerusform>%Ln Aufgabe weitergelassen</numerusform>
            <numerusform>%Ln Aufgaben weitergelassen</numerusform>
        </translation>
    </message>
    <message>
        <source>Answered by you: %1 (%2)</source>
        <translation>Von Ihnen beantwortet: %1 (%2)</translation>
    </message>
    <message>
        <source>Assumed by the planner: %1 (%2)</source>
        <translation>Vom Planer angenommen: %1 (%2)</translation>
    </message>
    <message>
        <source>Assumed by the recipe: %1 (%2)</source>
        <translation>Vom Rezept angenommen: %1 (%2)</translation>
    </message>
    <message numerus="yes">
        <source>%n fact(s) for the memory</source>
        <translation>
            <numerusform>%Ln Fakt für das Gedächtnis</numerusform>
            <numerusform>%Ln Fakten für das Gedächtnis</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Needs you</source>
        <translation>Braucht Sie</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Laufend</translation>
    </message>
    <message>
        <source>Retrying</source>
        <translation>Erneut versucht</translation>
    </message>
    <message>
        <source>Backing off</source>
        <translation>Abwartend</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Reused</source>
        <translation>Übernommen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Übersprungen</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
</context>
<context>
    <name>skein</name>
    <message>
        <source>Desktop workbench for swarms of agents. Example: skein run.skein</source>
        <translation>Werkbank für Schwärme von Agenten. Beispiel: skein lauf.skein</translation>
    </message>
    <message>
        <source>Run the sample project with the offline agents and show it.</source>
        <translation>Das Beispielprojekt mit den Offline-Agenten ausführen und zeigen.</translation>
    </message>
    <message>
        <source>Show this workspace.</source>
        <translation>Diesen Arbeitsbereich zeigen.</translation>
    </message>
    <message>
        <source>Fill the start form with this goal file.</source>
        <translation>Das Startformular mit dieser Zieldatei füllen.</translation>
    </message>
    <message>
        <source>Show a made-up run, marked SIMULATED: %1.</source>
        <translation>Einen erfundenen Lauf zeigen, als SIMULIERT gekennzeichnet: %1.</translation>
    </message>
    <message>
        <source>Show every shared part in every state, for judging by eye.</source>
        <translation>Jedes gemeinsame Teil in jedem Zustand zeigen, zum Begutachten.</translation>
    </message>
    <message>
        <source>Show goal, overview, graph, timeline, tasks, conflicts or costs first.</source>
        <translation>Zuerst goal, overview, graph, timeline, tasks, conflicts oder costs zeigen.</translation>
    </message>
    <message>
        <source>Select the task with this number.</source>
        <translation>Die Aufgabe mit dieser Nummer wählen.</translation>
    </message>
    <message>
        <source>Show summary, context, output or attempts of the selected task.</source>
        <translation>summary, context, output oder attempts der gewählten Aufgabe zeigen.</translation>
    </message>
    <message>
        <source>light, dark or system.</source>
        <translation>light, dark oder system.</translation>
    </message>
    <message>
        <source>Text size, 1 to 3.</source>
        <translation>Textgröße, 1 bis 3.</translation>
    </message>
    <message>
        <source>Size of the window.</source>
        <translation>Größe des Fensters.</translation>
    </message>
    <message>
        <source>Language: %1, or pseudo, which shows what is not translated.</source>
        <translation>Sprache: %1, oder pseudo, das zeigt, was nicht übersetzt ist.</translation>
    </message>
    <message>
        <source>Write a picture of the window and end.</source>
        <translation>Ein Bild des Fensters schreiben und enden.</translation>
    </message>
    <message>
        <source>A workspace (.skein), a goal file, or a link (skein:run/1/task/ID).</source>
        <translation>Ein Arbeitsbereich (.skein), eine Zieldatei oder ein Link (skein:run/1/task/ID).</translation>
    </message>
    <message>
        <source>There is no earlier run on this computer.</source>
        <translation>Auf diesem Rechner gibt es keinen früheren Lauf.</translation>
    </message>
    <message>
        <source>Show the workspace that was shown last.</source>
        <translation>Den zuletzt gezeigten Arbeitsbereich zeigen.</translation>
    </message>
    <message>
        <source>Open the editor of a new goal; with --goal, of that one.</source>
        <translation>Den Editor für ein neues Ziel öffnen; mit --goal den für dieses.</translation>
    </message>
</context>
<context>
    <name>skein::ui</name>
    <message>
        <source>(none)</source>
        <translation>(keine)</translation>
    </message>
    <message numerus="yes">
        <source>The forecast needs %n more finished task(s).</source>
        <translation>
            <numerusform>Die Vorhersage braucht noch %Ln fertige Aufgabe.</numerusform>
            <numerusform>Die Vorhersage braucht noch %Ln fertige Aufgaben.</numerusform>
        </translation>
    </message>
    <message>
        <source>Forecast at the end: ~%1 (%2–%3).</source>
        <translation>Vorhersage am Ende: ~%1 (%2–%3).</translation>
    </message>
    <message>
        <source>Choose a recipe.</source>
        <translation>Wählen Sie ein Rezept.</translation>
    </message>
    <message>
        <source>Choose a recipe, or let a connected model propose the plan.</source>
        <translation>Wählen Sie ein Rezept, oder lassen Sie ein verbundenes Modell den Plan vorschlagen.</translation>
    </message>
    <message>
        <source>The recipe needs a value for “%1”.</source>
        <translation>Das Rezept braucht einen Wert für „%1“.</translation>
    </message>
    <message>
        <source>The budget is a number of dollars like 5.00.</source>
        <translation>Das Budget ist eine Zahl in Dollar, etwa 5,00.</translation>
    </message>
    <message>
        <source>Calls to a model cost money: set a budget.</source>
        <translation>Aufrufe an ein Modell kosten Geld: Setzen Sie ein Budget.</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
    <message numerus="yes">
        <source>%n conflict(s) need{s} you</source>
        <translation>
            <numerusform>%Ln Konflikt braucht Sie</numerusform>
            <numerusform>%Ln Konflikte brauchen Sie</numerusform>
        </translation>
    </message>
    <message>
        <source>, %1</source>
        <translation>, %1</translation>
    </message>
    <message>
        <source>oldest %1</source>
        <translation>ältester %1</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) failed</source>
        <translation>
            <numerusform>%Ln Aufgabe fehlgeschlagen</numerusform>
            <numerusform>%Ln Aufgaben fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>: %1</source>
        <translation>: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s) failed and got another try</source>
        <translation>
            <numerusform>%Ln Versuch schlug fehl und wurde wiederholt</numerusform>
            <numerusform>%Ln Versuche schlugen fehl und wurden wiederholt</numerusform>
        </translation>
    </message>
    <message>
        <source>, all settled</source>
        <translation>, alle erledigt</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) still at it</source>
        <translation>
            <numerusform>%Ln Aufgabe noch dabei</numerusform>
            <numerusform>%Ln Aufgaben noch dabei</numerusform>
        </translation>
    </message>
    <message>
        <source>phase %1 finished</source>
        <translation>Phase %1 fertig</translation>
    </message>
    <message>
        <source>d MMM HH:mm</source>
        <translation>d. MMM HH:mm</translation>
    </message>
    <message>
        <source>no reason is known</source>
        <translation>kein Grund bekannt</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) done</source>
        <translation>
            <numerusform>%Ln Aufgabe fertig</numerusform>
            <numerusform>%Ln Aufgaben fertig</numerusform>
        </translation>
    </message>
    <message>
        <source> (%1 reused)</source>
        <translation> (%1 übernommen)</translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%Ln fehlgeschlagen</numerusform>
            <numerusform>%Ln fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 spent</source>
        <translation>%1 ausgegeben</translation>
    </message>
    <message>
        <source>%1: expected %2, found &apos;%3&apos;</source>
        <translation>%1: erwartet wird %2, gefunden wurde „%3“</translation>
    </message>
    <message>
        <source>text without control characters</source>
        <translation>Text ohne Steuerzeichen</translation>
    </message>
    <message>
        <source>an absolute path</source>
        <translation>ein absoluter Pfad</translation>
    </message>
    <message>
        <source>after &apos;?&apos;</source>
        <translation>nach „?“</translation>
    </message>
    <message>
        <source>view, asof or workspace</source>
        <translation>view, asof oder workspace</translation>
    </message>
    <message>
        <source>link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>at most %1 characters</source>
        <translation>höchstens %1 Zeichen</translation>
    </message>
    <message>
        <source>after &apos;skein:&apos;</source>
        <translation>nach „skein:“</translation>
    </message>
    <message>
        <source>after &apos;run/&apos;</source>
        <translation>nach „run/“</translation>
    </message>
    <message>
        <source>the number of a run, as 1</source>
        <translation>die Nummer eines Laufs, etwa 1</translation>
    </message>
    <message>
        <source>after the run</source>
        <translation>nach dem Lauf</translation>
    </message>
    <message>
        <source>task/ID or conflict/LABEL</source>
        <translation>task/ID oder conflict/LABEL</translation>
    </message>
    <message>
        <source>after &apos;%1/&apos;</source>
        <translation>nach „%1/“</translation>
    </message>
    <message>
        <source>one id, its slashes written as %2F</source>
        <translation>eine Kennung, ihre Schrägstriche als %2F geschrieben</translation>
    </message>
    <message>
        <source>No run</source>
        <translation>Kein Lauf</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Held: budget</source>
        <translation>Angehalten: Budget</translation>
    </message>
    <message>
        <source>Held: disk full</source>
        <translation>Angehalten: Datenträger voll</translation>
    </message>
    <message>
        <source>Held: no usable key</source>
        <translation>Angehalten: kein Schlüssel</translation>
    </message>
    <message>
        <source>Needs you: plan</source>
        <translation>Braucht Sie: Plan</translation>
    </message>
    <message>
        <source>Held: time is up</source>
        <translation>Angehalten: Zeit um</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Stoppt</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Veraltet</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Needs you</source>
        <translation>Braucht Sie</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source> for this workspace</source>
        <translation> für diesen Arbeitsbereich</translation>
    </message>
    <message>
        <source> for today</source>
        <translation> für heute</translation>
    </message>
    <message>
        <source> for swarm %1</source>
        <translation> für Schwarm %1</translation>
    </message>
    <message>
        <source> for task %1</source>
        <translation> für Aufgabe %1</translation>
    </message>
    <message>
        <source>No run in this window.</source>
        <translation>Kein Lauf in diesem Fenster.</translation>
    </message>
    <message>
        <source>Reading the sources and planning the tasks.</source>
        <translation>Liest die Quellen und plant die Aufgaben.</translation>
    </message>
    <message numerus="yes">
        <source>The swarm is working while %n part(s) of the plan get{s} planned.</source>
        <translation>
            <numerusform>Der Schwarm arbeitet, während %Ln Teil des Plans geplant wird.</numerusform>
            <numerusform>Der Schwarm arbeitet, während %Ln Teile des Plans geplant werden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The swarm is working; %n conflict(s) already need{s} your decision.</source>
        <translation>
            <numerusform>Der Schwarm arbeitet; %Ln Konflikt braucht schon Ihre Entscheidung.</numerusform>
            <numerusform>Der Schwarm arbeitet; %Ln Konflikte brauchen schon Ihre Entscheidung.</numerusform>
        </translation>
    </message>
    <message>
        <source>The swarm is working. Closing this window does not stop it.</source>
        <translation>Der Schwarm arbeitet. Dieses Fenster zu schließen stoppt ihn nicht.</translation>
    </message>
    <message>
        <source>Held by you. Running attempts finish, no new ones start.</source>
        <translation>Von Ihnen angehalten. Laufende Versuche werden fertig, neue starten nicht.</translation>
    </message>
    <message>
        <source>The budget leaves no room for the next call. Raise it to go on.</source>
        <translation>Das Budget lässt dem nächsten Aufruf keinen Raum. Erhöhen Sie es, um weiterzumachen.</translation>
    </message>
    <message>
        <source>The budget of %1%2 leaves no room for the next call. Raise it to go on.</source>
        <translation>Das Budget von %1%2 lässt dem nächsten Aufruf keinen Raum. Erhöhen Sie es, um weiterzumachen.</translation>
    </message>
    <message>
        <source>The budget of %1%2 leaves no room for the next call, which can cost up to %3. Raise it to %4 or more to go on.</source>
        <translation>Das Budget von %1%2 lässt dem nächsten Aufruf keinen Raum, der bis zu %3 kosten kann. Erhöhen Sie es auf %4 oder mehr, um weiterzumachen.</translation>
    </message>
    <message>
        <source>The disk is full. Make room, then resume.</source>
        <translation>Der Datenträger ist voll. Schaffen Sie Platz, dann setzen Sie fort.</translation>
    </message>
    <message>
        <source>Every key was refused or has no credit left. Mend or add one, then resume.</source>
        <translation>Jeder Schlüssel wurde abgelehnt oder hat kein Guthaben mehr. Berichtigen Sie einen oder fügen Sie einen hinzu, dann setzen Sie fort.</translation>
    </message>
    <message>
        <source>The planner has proposed a plan. Look at its tasks, then resume to accept it.</source>
        <translation>Der Planer hat einen Plan vorgeschlagen. Sehen Sie sich seine Aufgaben an und nehmen Sie ihn mit Fortsetzen an.</translation>
    </message>
    <message>
        <source>The planner has proposed a plan: %1. Look at its tasks, then resume to accept it.</source>
        <translation>Der Planer hat einen Plan vorgeschlagen: %1. Sehen Sie sich seine Aufgaben an und nehmen Sie ihn mit Fortsetzen an.</translation>
    </message>
    <message>
        <source>The time you gave is over. Resume to go on all the same.</source>
        <translation>Die Zeit, die Sie gegeben haben, ist um. Setzen Sie fort, um trotzdem weiterzumachen.</translation>
    </message>
    <message>
        <source>Stopping: running attempts are being finished.</source>
        <translation>Stoppt: Laufende Versuche werden noch fertig.</translation>
    </message>
    <message>
        <source>The workspace can no longer be read; this is what was known last.</source>
        <translation>Der Arbeitsbereich lässt sich nicht mehr lesen; dies war zuletzt bekannt.</translation>
    </message>
    <message>
        <source>Finished. The document is complete.</source>
        <translation>Fertig. Das Dokument ist vollständig.</translation>
    </message>
    <message>
        <source>Finished.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <source>The document is a draft.</source>
        <translation>Das Dokument ist ein Entwurf.</translation>
    </message>
    <message numerus="yes">
        <source>Everything else is done; %n conflict(s) need{s} your decision.</source>
        <translation>
            <numerusform>Alles andere ist fertig; %Ln Konflikt braucht Ihre Entscheidung.</numerusform>
            <numerusform>Alles andere ist fertig; %Ln Konflikte brauchen Ihre Entscheidung.</numerusform>
        </translation>
    </message>
    <message>
        <source>The document is a draft until then.</source>
        <translation>Bis dahin ist das Dokument ein Entwurf.</translation>
    </message>
    <message>
        <source>Stopped by you. It can be resumed.</source>
        <translation>Von Ihnen gestoppt. Er lässt sich fortsetzen.</translation>
    </message>
    <message>
        <source>ETA</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>No estimate while the run is not running.</source>
        <translation>Keine Schätzung, solange der Lauf nicht läuft.</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message numerus="yes">
        <source>The estimate needs %n more finished task(s).</source>
        <translation>
            <numerusform>Die Schätzung braucht noch %Ln fertige Aufgabe.</numerusform>
            <numerusform>Die Schätzung braucht noch %Ln fertige Aufgaben.</numerusform>
        </translation>
    </message>
    <message>
        <source>Too few tasks in this run for an estimate.</source>
        <translation>Zu wenige Aufgaben in diesem Lauf für eine Schätzung.</translation>
    </message>
    <message>
        <source>ETA, estimate</source>
        <translation>Ende, Schätzung</translation>
    </message>
    <message numerus="yes">
        <source>~ within %n min</source>
        <translation>
            <numerusform>~ binnen %Ln min</numerusform>
            <numerusform>~ binnen %Ln min</numerusform>
        </translation>
    </message>
    <message>
        <source>~%1</source>
        <translation>~%1</translation>
    </message>
    <message>
        <source>~%1–%2</source>
        <translation>~%1–%2</translation>
    </message>
    <message>
        <source>Estimated from finished tasks; limited by the longest chain of dependencies.</source>
        <translation>Geschätzt nach fertigen Aufgaben; begrenzt durch die längste Kette von Abhängigkeiten.</translation>
    </message>
    <message>
        <source>Estimated from finished tasks; limited by the number of agents.</source>
        <translation>Geschätzt nach fertigen Aufgaben; begrenzt durch die Zahl der Agenten.</translation>
    </message>
    <message>
        <source>Estimated from finished tasks of earlier runs of this workspace, until this one has enough.</source>
        <translation>Geschätzt nach fertigen Aufgaben früherer Läufe dieses Arbeitsbereichs, bis dieser genug hat.</translation>
    </message>
    <message>
        <source>no workspace open</source>
        <translation>kein Arbeitsbereich offen</translation>
    </message>
    <message>
        <source>no task is selected</source>
        <translation>es ist keine Aufgabe gewählt</translation>
    </message>
    <message>
        <source>the task is running</source>
        <translation>die Aufgabe läuft</translation>
    </message>
    <message>
        <source>the task was taken out of the plan</source>
        <translation>die Aufgabe wurde aus dem Plan genommen</translation>
    </message>
    <message>
        <source>the task has not run yet</source>
        <translation>die Aufgabe ist noch nicht gelaufen</translation>
    </message>
    <message>
        <source>no task has failed</source>
        <translation>keine Aufgabe ist fehlgeschlagen</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%Ln Aufgabe</numerusform>
            <numerusform>%Ln Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>what the task is doing</source>
        <translation>was die Aufgabe gerade tut</translation>
    </message>
    <message>
        <source>its phase in the plan</source>
        <translation>ihre Phase im Plan</translation>
    </message>
    <message>
        <source>its kind</source>
        <translation>ihre Art</translation>
    </message>
    <message>
        <source>who works or last worked on it</source>
        <translation>wer daran arbeitet oder zuletzt gearbeitet hat</translation>
    </message>
    <message>
        <source>charged so far, USD</source>
        <translation>bisher berechnet, USD</translation>
    </message>
    <message>
        <source>in and out</source>
        <translation>ein und aus</translation>
    </message>
    <message>
        <source>time of its attempt</source>
        <translation>Dauer ihres Versuchs</translation>
    </message>
    <message>
        <source>number of attempts</source>
        <translation>Zahl der Versuche</translation>
    </message>
    <message>
        <source>when its attempt began</source>
        <translation>wann ihr Versuch begann</translation>
    </message>
    <message>
        <source>when it came to rest</source>
        <translation>wann sie zur Ruhe kam</translation>
    </message>
    <message>
        <source>why it failed</source>
        <translation>warum sie fehlschlug</translation>
    </message>
    <message>
        <source>open conflict about its claims</source>
        <translation>offener Konflikt über ihre Behauptungen</translation>
    </message>
    <message>
        <source>tasks that need it directly</source>
        <translation>Aufgaben, die sie unmittelbar benötigen</translation>
    </message>
    <message>
        <source>a task that needs it</source>
        <translation>eine Aufgabe, die sie benötigt</translation>
    </message>
    <message>
        <source>on the longest chain of what is left</source>
        <translation>auf der längsten Kette dessen, was noch bleibt</translation>
    </message>
    <message>
        <source>why it is in its state</source>
        <translation>warum sie in ihrem Zustand ist</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>What the task is doing</source>
        <translation>Was die Aufgabe gerade tut</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Its id in the plan</source>
        <translation>Ihre Kennung im Plan</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Who works or last worked on it</source>
        <translation>Wer daran arbeitet oder zuletzt gearbeitet hat</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Time of the attempt</source>
        <translation>Dauer des Versuchs</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>In and out; ~ marks estimates</source>
        <translation>Ein und aus; ~ kennzeichnet Schätzungen</translation>
    </message>
    <message>
        <source>Cost, USD</source>
        <translation>Kosten, USD</translation>
    </message>
    <message>
        <source>Charged so far</source>
        <translation>Bisher berechnet</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>Number of attempts</source>
        <translation>Zahl der Versuche</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Why it is in this state</source>
        <translation>Warum sie in diesem Zustand ist</translation>
    </message>
    <message>
        <source>%1, %2, attempt %3, %4</source>
        <translation>%1, %2, Versuch %3, %4</translation>
    </message>
    <message>
        <source>taken over</source>
        <translation>übernommen</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>without a phase</source>
        <translation>ohne Phase</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait{s} at a pause point</source>
        <translation>
            <numerusform>%Ln Aufgabe wartet an einem Haltepunkt</numerusform>
            <numerusform>%Ln Aufgaben warten an einem Haltepunkt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n held task(s) wait{s} for you</source>
        <translation>
            <numerusform>%Ln angehaltene Aufgabe wartet auf Sie</numerusform>
            <numerusform>%Ln angehaltene Aufgaben warten auf Sie</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The swarm is working; %n task(s) wait{s} at a pause point for you.</source>
        <translation>
            <numerusform>Der Schwarm arbeitet; %Ln Aufgabe wartet an einem Haltepunkt auf Sie.</numerusform>
            <numerusform>Der Schwarm arbeitet; %Ln Aufgaben warten an einem Haltepunkt auf Sie.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Everything else is done; %n task(s) wait{s} at a pause point for you.</source>
        <translation>
            <numerusform>Alles andere ist fertig; %Ln Aufgabe wartet an einem Haltepunkt auf Sie.</numerusform>
            <numerusform>Alles andere ist fertig; %Ln Aufgaben warten an einem Haltepunkt auf Sie.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2: %3</source>
        <translation>%1 %2: %3</translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) open</source>
        <translation>
            <numerusform>%n Aufruf offen</numerusform>
            <numerusform>%n Aufrufe offen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) and %1 tokens in the last minute</source>
        <translation>
            <numerusform>%n Aufruf und %1 Token in der letzten Minute</numerusform>
            <numerusform>%n Aufrufe und %1 Token in der letzten Minute</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) refused for their pace in the last 10 minutes</source>
        <translation>
            <numerusform>%n Aufruf in den letzten 10 Minuten als zu schnell abgewiesen</numerusform>
            <numerusform>%n Aufrufe in den letzten 10 Minuten als zu schnell abgewiesen</numerusform>
        </translation>
    </message>
    <message>
        <source>does not answer since %1</source>
        <translation>antwortet nicht seit %1</translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) failed</source>
        <translation>
            <numerusform>%n Aufruf gescheitert</numerusform>
            <numerusform>%n Aufrufe gescheitert</numerusform>
        </translation>
    </message>
    <message>
        <source>, the last with: %1</source>
        <translation>, der letzte mit: %1</translation>
    </message>
    <message>
        <source>The run asks it again by itself.</source>
        <translation>Der Lauf fragt von selbst wieder an.</translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) without quota left</source>
        <translation>
            <numerusform>%n Schlüssel ohne verbleibendes Kontingent</numerusform>
            <numerusform>%n Schlüssel ohne verbleibendes Kontingent</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) refused</source>
        <translation>
            <numerusform>%n Schlüssel abgelehnt</numerusform>
            <numerusform>%n Schlüssel abgelehnt</numerusform>
        </translation>
    </message>
    <message>
        <source>It said: %1</source>
        <translation>Die Antwort war: %1</translation>
    </message>
    <message>
        <source>answers, but slows calls down</source>
        <translation>antwortet, bremst aber Aufrufe</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>antwortet</translation>
    </message>
    <message>
        <source>was called by this run</source>
        <translation>wurde von diesem Lauf aufgerufen</translation>
    </message>
    <message>
        <source>%1 does not answer since %2, %3</source>
        <translation>%1 antwortet nicht seit %2, %3</translation>
    </message>
    <message>
        <source>Held: quota used up</source>
        <translation>Angehalten: Kontingent aufgebraucht</translation>
    </message>
    <message>
        <source>Outage</source>
        <translation>Ausfall</translation>
    </message>
    <message>
        <source>%1. The run asks again by itself.</source>
        <translation>%1. Der Lauf fragt von selbst wieder an.</translation>
    </message>
    <message>
        <source>What is known: %1</source>
        <translation>Bekannt ist: %1</translation>
    </message>
    <message>
        <source>Every key has used up its quota. Resume when it begins anew, or add a key.</source>
        <translation>Jeder Schlüssel hat sein Kontingent aufgebraucht. Setzen Sie fort, wenn es neu beginnt, oder fügen Sie einen Schlüssel hinzu.</translation>
    </message>
    <message>
        <source>A provider does not answer; until it does, it takes longer.</source>
        <translation>Ein Anbieter antwortet nicht; bis er es tut, dauert es länger.</translation>
    </message>
    <message>
        <source>A provider refuses calls for their pace: it may take longer.</source>
        <translation>Ein Anbieter weist Aufrufe als zu schnell ab: Es kann länger dauern.</translation>
    </message>
    <message>
        <source>The goal is %1 long; a goal file takes %2. Shorten it, or put parts of it into a file that the goal is about. What you wrote is kept.</source>
        <translation>Das Ziel ist %1 lang; eine Zieldatei fasst %2. Kürzen Sie es, oder legen Sie Teile in eine Datei, um die es geht. Was Sie geschrieben haben, ist aufgehoben.</translation>
    </message>
    <message>
        <source>These are %1 lines; a goal file takes %2. What you wrote is kept.</source>
        <translation>Das sind %1 Zeilen; eine Zieldatei fasst %2. Was Sie geschrieben haben, ist aufgehoben.</translation>
    </message>
    <message>
        <source>Line %1 is %2 long; a goal file takes %3 a line. What you wrote is kept.</source>
        <translation>Zeile %1 ist %2 lang; eine Zieldatei fasst %3 je Zeile. Was Sie geschrieben haben, ist aufgehoben.</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weitere</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 “%2”</source>
        <translation>%1 „%2“</translation>
    </message>
    <message>
        <source>You inserted it.</source>
        <translation>Sie haben sie eingefügt.</translation>
    </message>
    <message>
        <source>A model proposed it, as part of “%1”.</source>
        <translation>Ein Modell hat sie vorgeschlagen, als Teil von „%1“.</translation>
    </message>
    <message>
        <source>The recipe “%1” has it, as part of “%2”.</source>
        <translation>Das Rezept „%1“ sieht sie als Teil von „%2“ vor.</translation>
    </message>
    <message>
        <source>The recipe “%1” has it for %2.</source>
        <translation>Das Rezept „%1“ sieht sie für %2 vor.</translation>
    </message>
    <message>
        <source>It is about %1.</source>
        <translation>Es geht um %1.</translation>
    </message>
    <message>
        <source>It needs no other task.</source>
        <translation>Sie braucht keine andere Aufgabe.</translation>
    </message>
    <message>
        <source>It needs %1.</source>
        <translation>Sie braucht %1.</translation>
    </message>
    <message>
        <source>No task needs it.</source>
        <translation>Keine Aufgabe braucht sie.</translation>
    </message>
    <message>
        <source>Needed by %1.</source>
        <translation>Gebraucht von %1.</translation>
    </message>
    <message>
        <source>Why: %1</source>
        <translation>Warum: %1</translation>
    </message>
    <message numerus="yes">
        <source>idle now: %n agent(s)</source>
        <translation>
            <numerusform>jetzt untätig: %n Agent</numerusform>
            <numerusform>jetzt untätig: %n Agenten</numerusform>
        </translation>
    </message>
    <message>
        <source>other</source>
        <translation>andere</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait{s} for a decision</source>
        <translation>
            <numerusform>%n Aufgabe wartet auf eine Entscheidung</numerusform>
            <numerusform>%n Aufgaben warten auf eine Entscheidung</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) failed; the run is at rest and not finished.</source>
        <translation>
            <numerusform>%n Aufgabe ist fehlgeschlagen; der Lauf ruht und ist nicht fertig.</numerusform>
            <numerusform>%n Aufgaben sind fehlgeschlagen; der Lauf ruht und ist nicht fertig.</numerusform>
        </translation>
    </message>
    <message>
        <source>no model called</source>
        <translation>kein Modell gerufen</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) not settled yet</source>
        <translation>
            <numerusform>%n Aufgabe noch nicht abgeschlossen</numerusform>
            <numerusform>%n Aufgaben noch nicht abgeschlossen</numerusform>
        </translation>
    </message>
    <message>
        <source>no row is chosen</source>
        <translation>keine Zeile gewählt</translation>
    </message>
    <message>
        <source>this view has no table</source>
        <translation>diese Ansicht hat keine Tabelle</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>&amp;Link to what is shown</source>
        <translation>&amp;Verweis auf das Gezeigte</translation>
    </message>
    <message>
        <source>there is no run</source>
        <translation>es gibt keinen Lauf</translation>
    </message>
    <message>
        <source>The link is on the clipboard</source>
        <translation>Der Verweis ist in der Zwischenablage</translation>
    </message>
    <message>
        <source>The chosen rows are on the clipboard</source>
        <translation>Die gewählten Zeilen sind in der Zwischenablage</translation>
    </message>
    <message>
        <source>Rows with &amp;tabs between (Ctrl+C)</source>
        <translation>Zeilen mit &amp;Tabulatoren (Strg+C)</translation>
    </message>
    <message>
        <source>Rows as &amp;CSV</source>
        <translation>Zeilen als &amp;CSV</translation>
    </message>
    <message>
        <source>Rows as a table of &amp;Markdown</source>
        <translation>Zeilen als &amp;Markdown-Tabelle</translation>
    </message>
    <message numerus="yes">
        <source>Nothing runs for %n more second(s): until then you can undo your decision.</source>
        <translation>
            <numerusform>Noch %n Sekunde läuft nichts: bis dahin lässt sich die Entscheidung zurücknehmen.</numerusform>
            <numerusform>Noch %n Sekunden läuft nichts: bis dahin lässt sich die Entscheidung zurücknehmen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not counted: %n task(s) that wait{s} for you.</source>
        <translation>
            <numerusform>Nicht gezählt: %n Aufgabe, die auf Sie wartet.</numerusform>
            <numerusform>Nicht gezählt: %n Aufgaben, die auf Sie warten.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, no key</source>
        <translation>%1, ohne Schlüssel</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name of a key (its provider)</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>its time ended at %1</source>
        <translation>seine Zeit endete um %1</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>bis %1</translation>
    </message>
    <message>
        <source>ETA; runs %1</source>
        <translation>Ende; läuft %1</translation>
    </message>
    <message>
        <source>Nothing new starts after its end: %1.</source>
        <translation>Nach seinem Ende beginnt nichts Neues: %1.</translation>
    </message>
    <message>
        <source>a model that was called for it</source>
        <translation>ein Modell, das dafür aufgerufen wurde</translation>
    </message>
    <message>
        <source>a provider that was called for it</source>
        <translation>ein Anbieter, der dafür aufgerufen wurde</translation>
    </message>
    <message>
        <source>nothing is left to do</source>
        <translation>nichts ist mehr zu tun</translation>
    </message>
    <message>
        <source>a rough guess, for no task has finished yet</source>
        <translation>grob geschätzt, denn noch ist keine Aufgabe fertig</translation>
    </message>
    <message>
        <source>from %1 of %2</source>
        <translation>aus %1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n finished task(s)</source>
        <comment>after: from</comment>
        <translation>
            <numerusform>%Ln fertigen Aufgabe</numerusform>
            <numerusform>%Ln fertigen Aufgaben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <comment>after: of</comment>
        <translation>
            <numerusform>%Ln Lauf</numerusform>
            <numerusform>%Ln Läufen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>a rough guess for %n task(s) of kinds that have not finished any</source>
        <translation>
            <numerusform>grob geschätzt für %Ln Aufgabe einer Art, von der noch keine fertig ist</numerusform>
            <numerusform>grob geschätzt für %Ln Aufgaben von Arten, von denen noch keine fertig ist</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>wider for %n task(s) of kinds with fewer than %1 finished</source>
        <translation>
            <numerusform>weiter gefasst für %Ln Aufgabe einer Art mit weniger als %1 fertigen</numerusform>
            <numerusform>weiter gefasst für %Ln Aufgaben von Arten mit weniger als %1 fertigen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n earlier estimate(s)</source>
        <comment>after: corrected by</comment>
        <translation>
            <numerusform>%Ln frühere Schätzung</numerusform>
            <numerusform>%Ln frühere Schätzungen</numerusform>
        </translation>
    </message>
    <message>
        <source>corrected by %1: time ×%2</source>
        <translation>berichtigt durch %1: Zeit ×%2</translation>
    </message>
    <message>
        <source>corrected by %1: time ×%2, cost ×%3</source>
        <translation>berichtigt durch %1: Zeit ×%2, Kosten ×%3</translation>
    </message>
    <message>
        <source>~%1 (%2–%3)</source>
        <comment>the middle of a range, and the range</comment>
        <translation>~%1 (%2–%3)</translation>
    </message>
    <message>
        <source>Write what you want first: a sentence about the result, and below it the files that it is about.</source>
        <translation>Schreiben Sie zuerst, was Sie wollen: einen Satz über das Ergebnis, und darunter die Dateien, um die es geht.</translation>
    </message>
    <message>
        <source>the budget of %1%2 is used up</source>
        <translation>das Budget von %1%2 ist aufgebraucht</translation>
    </message>
    <message>
        <source>of the budget of %1%2 only %3 is left, too little for the next call</source>
        <translation>vom Budget von %1%2 sind nur %3 übrig, zu wenig für den nächsten Aufruf</translation>
    </message>
    <message>
        <source>%1 of the budget of %2%3 is spent or set aside</source>
        <translation>%1 des Budgets von %2%3 sind ausgegeben oder zurückgelegt</translation>
    </message>
    <message>
        <source>held: %1</source>
        <translation>angehalten: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n conflict(s) left open</source>
        <translation>
            <numerusform>%Ln Konflikt offen geblieben</numerusform>
            <numerusform>%Ln Konflikte offen geblieben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) that need{s} them never ran.</source>
        <translation>
            <numerusform>%Ln Aufgabe, die sie braucht, lief nie.</numerusform>
            <numerusform>%Ln Aufgaben, die sie brauchen, liefen nie.</numerusform>
        </translation>
    </message>
    <message>
        <source>The budget of %1%2 is used up. Raise it to go on.</source>
        <translation>Das Budget von %1%2 ist aufgebraucht. Erhöhen Sie es, um fortzufahren.</translation>
    </message>
    <message>
        <source>Held: when it ends can be told once it goes on.</source>
        <translation>Angehalten: wann er endet, lässt sich sagen, sobald er weitergeht.</translation>
    </message>
    <message>
        <source>%1 min</source>
        <comment>a length of time</comment>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>Too few tasks in this run for a forecast.</source>
        <translation>Zu wenige Aufgaben in diesem Lauf für eine Prognose.</translation>
    </message>
    <message>
        <source>last change just now</source>
        <translation>letzte Änderung gerade eben</translation>
    </message>
    <message>
        <source>last change %1 ago</source>
        <translation>letzte Änderung vor %1</translation>
    </message>
    <message>
        <source>Add the files and folders that it is about.</source>
        <translation>Fügen Sie die Dateien und Ordner hinzu, um die es geht.</translation>
    </message>
    <message numerus="yes">
        <source>%n of the tasks failed all the same</source>
        <translation>
            <numerusform>%n der Aufgaben ist trotzdem fehlgeschlagen</numerusform>
            <numerusform>%n der Aufgaben sind trotzdem fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>this desktop has no such service</source>
        <translation>diese Arbeitsumgebung hat keinen solchen Dienst</translation>
    </message>
    <message>
        <source>this desktop cannot do it</source>
        <translation>diese Arbeitsumgebung kann das nicht</translation>
    </message>
    <message>
        <source>this desktop does not allow it</source>
        <translation>diese Arbeitsumgebung erlaubt es nicht</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>stale since %1</source>
        <translation>veraltet seit %1</translation>
    </message>
    <message>
        <source>at rest</source>
        <translation>ruht</translation>
    </message>
    <message numerus="yes">
        <source>left open, and the run is read-only: %n conflict(s)</source>
        <translation>
            <numerusform>offen geblieben, und der Lauf ist schreibgeschützt: %Ln Konflikt</numerusform>
            <numerusform>offen geblieben, und der Lauf ist schreibgeschützt: %Ln Konflikte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s) cut off, when Skein ended or work was stopped; none counts as a failure</source>
        <translation>
            <numerusform>%Ln Versuch abgeschnitten, als Skein endete oder die Arbeit gestoppt wurde; er zählt nicht als Fehlschlag</numerusform>
            <numerusform>%Ln Versuche abgeschnitten, als Skein endete oder die Arbeit gestoppt wurde; keiner zählt als Fehlschlag</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing recorded: the computer slept, or Skein was not running</source>
        <translation>nichts aufgezeichnet: der Rechner schlief, oder Skein lief nicht</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>Schreibgeschützt</translation>
    </message>
    <message>
        <source>Fork, not started</source>
        <translation>Abzweigung, nicht gestartet</translation>
    </message>
    <message numerus="yes">
        <source>A run to look at, not to change: its file is read-only. %n conflict(s) stay{s} open in it.</source>
        <translation>
            <numerusform>Ein Lauf zum Ansehen, nicht zum Ändern: seine Datei ist schreibgeschützt. %Ln Konflikt bleibt darin offen.</numerusform>
            <numerusform>Ein Lauf zum Ansehen, nicht zum Ändern: seine Datei ist schreibgeschützt. %Ln Konflikte bleiben darin offen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The run was interrupted, and nothing can be written: %1. Nothing finished is lost; resume when it can be written again.</source>
        <translation>Der Lauf wurde unterbrochen, und es kann nichts geschrieben werden: %1. Nichts Fertiges ist verloren; setzen Sie ihn fort, wenn wieder geschrieben werden kann.</translation>
    </message>
    <message>
        <source>A fork that has not run yet. It keeps what was finished where it was forked; Resume starts it.</source>
        <translation>Eine Abzweigung, die noch nicht gelaufen ist. Sie behält, was an ihrem Anfang fertig war; „Fortsetzen“ startet sie.</translation>
    </message>
    <message>
        <source>The run was interrupted. Nothing finished is lost; Resume goes on from here.</source>
        <translation>Der Lauf wurde unterbrochen. Nichts Fertiges ist verloren; „Fortsetzen“ macht von hier aus weiter.</translation>
    </message>
    <message>
        <source>length of the run</source>
        <translation>Dauer des Laufs</translation>
    </message>
    <message>
        <source>The run took %1.</source>
        <translation>Der Lauf dauerte %1.</translation>
    </message>
    <message>
        <source>not started; %1</source>
        <translation>nicht gestartet; %1</translation>
    </message>
    <message>
        <source>not running; %1</source>
        <translation>läuft nicht; %1</translation>
    </message>
    <message>
        <source>connected; %1</source>
        <translation>verbunden; %1</translation>
    </message>
    <message>
        <source>journal entry %1</source>
        <translation>Journaleintrag %1</translation>
    </message>
    <message>
        <source>process %1, %2</source>
        <translation>Prozess %1, %2</translation>
    </message>
    <message>
        <source>Goal: what you want, and the plan for it. The plan follows the text a moment after you stop typing; what you changed by hand stays.</source>
        <translation>Ziel: was Sie wollen, und der Plan dafür. Der Plan folgt dem Text kurz nach dem Tippen; was Sie von Hand geändert haben, bleibt.</translation>
    </message>
    <message>
        <source>Overview: how the run stands, what happened while you were away, and when it will be done.</source>
        <translation>Übersicht: wie der Lauf steht, was geschah, während Sie weg waren, und wann er fertig sein wird.</translation>
    </message>
    <message>
        <source>Graph: which task needs which, and where the run is stuck.</source>
        <translation>Graph: welche Aufgabe welche benötigt und wo der Lauf feststeckt.</translation>
    </message>
    <message>
        <source>Timeline: what happened when.</source>
        <translation>Zeitachse: was wann geschah.</translation>
    </message>
    <message>
        <source>Tasks: every task with its state and the reason for it.</source>
        <translation>Aufgaben: jede Aufgabe mit ihrem Zustand und dessen Grund.</translation>
    </message>
    <message>
        <source>Conflicts: two statements that cannot both hold. Nothing changes before you commit.</source>
        <translation>Konflikte: zwei Aussagen, die nicht beide gelten können. Nichts ändert sich, bevor Sie festschreiben.</translation>
    </message>
    <message>
        <source>Costs: what the run has spent, on what, and what it will probably spend.</source>
        <translation>Kosten: was der Lauf ausgegeben hat, wofür, und was er vermutlich ausgeben wird.</translation>
    </message>
    <message>
        <source>F2</source>
        <translation>F2</translation>
    </message>
    <message>
        <source>Rename the task or phase of the plan</source>
        <translation>Aufgabe oder Phase des Plans umbenennen</translation>
    </message>
    <message>
        <source>Ins, Del</source>
        <translation>Einfg, Entf</translation>
    </message>
    <message>
        <source>Insert a task, delete what is selected</source>
        <translation>Eine Aufgabe einfügen, Gewähltes löschen</translation>
    </message>
    <message>
        <source>Ctrl+], Ctrl+[</source>
        <translation>Strg+], Strg+[</translation>
    </message>
    <message>
        <source>Move the task into a phase, out of it</source>
        <translation>Die Aufgabe in eine Phase schieben, aus ihr heraus</translation>
    </message>
    <message>
        <source>L</source>
        <translation>L</translation>
    </message>
    <message>
        <source>Link the task with another one</source>
        <translation>Die Aufgabe mit einer anderen verbinden</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>Links, Rechts</translation>
    </message>
    <message>
        <source>To what a task needs, to what needs it</source>
        <translation>Zu dem, was eine Aufgabe benötigt, und was sie benötigt</translation>
    </message>
    <message>
        <source>Up, Down, Home</source>
        <translation>Auf, Ab, Pos1</translation>
    </message>
    <message>
        <source>To its neighbours, to the start</source>
        <translation>Zu ihren Nachbarn, zum Anfang</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Open the task or the group</source>
        <translation>Die Aufgabe oder Gruppe öffnen</translation>
    </message>
    <message>
        <source>+, -, 0</source>
        <translation>+, -, 0</translation>
    </message>
    <message>
        <source>Zoom in, zoom out, show all</source>
        <translation>Vergrößern, verkleinern, alles zeigen</translation>
    </message>
    <message>
        <source>G</source>
        <translation>G</translation>
    </message>
    <message>
        <source>Follow running tasks</source>
        <translation>Laufenden Aufgaben folgen</translation>
    </message>
    <message>
        <source>C, Shift+C</source>
        <translation>C, Umschalt+C</translation>
    </message>
    <message>
        <source>Critical path of what is left, and so far</source>
        <translation>Kritischer Pfad des Restes, und bisher</translation>
    </message>
    <message>
        <source>N, 1 to 9</source>
        <translation>N, 1 bis 9</translation>
    </message>
    <message>
        <source>Only what is near the task, and how near</source>
        <translation>Nur was der Aufgabe nahe ist, und wie nahe</translation>
    </message>
    <message>
        <source>B, U, D</source>
        <translation>B, U, D</translation>
    </message>
    <message>
        <source>Near: both ways, what it needs, what needs it</source>
        <translation>Nähe: beide Richtungen, was sie benötigt, was sie braucht</translation>
    </message>
    <message>
        <source>O</source>
        <translation>O</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>Gliederung</translation>
    </message>
    <message>
        <source>W, S</source>
        <translation>W, S</translation>
    </message>
    <message>
        <source>Show less time, more time</source>
        <translation>Weniger Zeit zeigen, mehr Zeit</translation>
    </message>
    <message>
        <source>A, D</source>
        <translation>A, D</translation>
    </message>
    <message>
        <source>Earlier, later</source>
        <translation>Früher, später</translation>
    </message>
    <message>
        <source>F</source>
        <translation>F</translation>
    </message>
    <message>
        <source>Centre, and again: show all time</source>
        <translation>Zur Mitte, und nochmals: alle Zeit zeigen</translation>
    </message>
    <message>
        <source>,  .</source>
        <translation>,  .</translation>
    </message>
    <message>
        <source>Previous and next attempt of the row</source>
        <translation>Voriger und nächster Versuch der Zeile</translation>
    </message>
    <message>
        <source>M, Shift+arrows</source>
        <translation>M, Umschalt+Pfeile</translation>
    </message>
    <message>
        <source>Mark an area, change it</source>
        <translation>Einen Bereich markieren, ihn ändern</translation>
    </message>
    <message>
        <source>R</source>
        <translation>R</translation>
    </message>
    <message>
        <source>Zoom to the marked area</source>
        <translation>Den markierten Bereich groß zeigen</translation>
    </message>
    <message>
        <source>P</source>
        <translation>P</translation>
    </message>
    <message>
        <source>Pin the row</source>
        <translation>Die Zeile anheften</translation>
    </message>
    <message>
        <source>G, T</source>
        <translation>G, T</translation>
    </message>
    <message>
        <source>Follow the present, true time</source>
        <translation>Der Gegenwart folgen, wahre Zeit</translation>
    </message>
    <message>
        <source>Open the task in the inspector</source>
        <translation>Die Aufgabe im Inspektor öffnen</translation>
    </message>
    <message>
        <source>J, K</source>
        <translation>J, K</translation>
    </message>
    <message>
        <source>Next and previous conflict</source>
        <translation>Nächster und voriger Konflikt</translation>
    </message>
    <message>
        <source>A, B</source>
        <translation>A, B</translation>
    </message>
    <message>
        <source>Take this side</source>
        <translation>Diese Seite nehmen</translation>
    </message>
    <message>
        <source>N, X, E</source>
        <translation>N, X, E</translation>
    </message>
    <message>
        <source>Neither, not a conflict, your own text</source>
        <translation>Keines, kein Konflikt, eigener Text</translation>
    </message>
    <message>
        <source>Commit the decision</source>
        <translation>Die Entscheidung festschreiben</translation>
    </message>
    <message>
        <source>Show the tasks of the row</source>
        <translation>Die Aufgaben der Zeile zeigen</translation>
    </message>
    <message>
        <source>none of these tasks can run again now</source>
        <translation>keine dieser Aufgaben kann jetzt noch einmal laufen</translation>
    </message>
    <message>
        <source>Shift and an arrow</source>
        <translation>Umschalt und ein Pfeil</translation>
    </message>
    <message>
        <source>Select several: with the next one; by mouse Ctrl, or a frame with Shift</source>
        <translation>Mehrere auswählen: mit der nächsten; mit der Maus Strg, oder ein Rahmen mit Umschalt</translation>
    </message>
</context>
<context>
    <name>skein::ui::AfterRun</name>
    <message>
        <source>Notify me</source>
        <translation>Mich benachrichtigen</translation>
    </message>
    <message>
        <source>Notify me and keep the computer awake</source>
        <translation>Mich benachrichtigen und den Rechner wach halten</translation>
    </message>
    <message>
        <source>Suspend the computer</source>
        <translation>Den Rechner in Bereitschaft versetzen</translation>
    </message>
    <message>
        <source>Shut the computer down</source>
        <translation>Den Rechner herunterfahren</translation>
    </message>
    <message>
        <source>The computer stays on</source>
        <translation>Der Rechner bleibt an</translation>
    </message>
    <message>
        <source>You called it off.</source>
        <translation>Sie haben es abgesagt.</translation>
    </message>
    <message numerus="yes">
        <source>%n conflict(s) wait{s} for you, and you asked not to go off then.</source>
        <translation>
            <numerusform>%Ln Konflikt wartet auf Sie, und Sie wollten, dass der Rechner dann anbleibt.</numerusform>
            <numerusform>%Ln Konflikte warten auf Sie, und Sie wollten, dass der Rechner dann anbleibt.</numerusform>
        </translation>
    </message>
    <message>
        <source>The computer could not be shut down</source>
        <translation>Der Rechner konnte nicht heruntergefahren werden</translation>
    </message>
    <message>
        <source>The computer could not be suspended</source>
        <translation>Der Rechner konnte nicht in Bereitschaft versetzt werden</translation>
    </message>
    <message>
        <source>The computer is being shut down</source>
        <translation>Der Rechner wird heruntergefahren</translation>
    </message>
    <message>
        <source>The computer was suspended</source>
        <translation>Der Rechner wurde in Bereitschaft versetzt</translation>
    </message>
    <message>
        <source>You asked for it when the run was done.</source>
        <translation>Sie haben darum gebeten, sobald der Lauf fertig ist.</translation>
    </message>
    <message numerus="yes">
        <source>%n held task(s) wait{s} for you.</source>
        <translation>
            <numerusform>%Ln angehaltene Aufgabe wartet auf Sie.</numerusform>
            <numerusform>%Ln angehaltene Aufgaben warten auf Sie.</numerusform>
        </translation>
    </message>
    <message>
        <source>The document and the audit bundle of the run are not written yet.</source>
        <translation>Dokument und Prüfpaket des Laufs sind noch nicht geschrieben.</translation>
    </message>
    <message>
        <source>The system refused it, so the computer stays on. What the run has made is safe. The system&apos;s own words are in the messages of the drawer.</source>
        <translation>Das System hat es abgelehnt, der Rechner bleibt also an. Was der Lauf ergeben hat, ist sicher. Der Wortlaut des Systems steht bei den Meldungen im Protokollbereich.</translation>
    </message>
</context>
<context>
    <name>skein::ui::AutoResume</name>
    <message>
        <source>tries again at %1 (%2 of %3)</source>
        <translation>neuer Versuch um %1 (%2 von %3)</translation>
    </message>
</context>
<context>
    <name>skein::ui::BudgetDialog</name>
    <message>
        <source>How much may all runs of “%1” spend in all?</source>
        <translation>Wie viel dürfen alle Läufe von „%1“ insgesamt ausgeben?</translation>
    </message>
    <message>
        <source>How much may “%1” spend a day?</source>
        <translation>Wie viel darf „%1“ am Tag ausgeben?</translation>
    </message>
    <message>
        <source>How much may the swarm “%1” spend in all?</source>
        <translation>Wie viel darf der Schwarm „%1“ insgesamt ausgeben?</translation>
    </message>
    <message>
        <source>How much may the task “%1” spend in all?</source>
        <translation>Wie viel darf die Aufgabe „%1“ insgesamt ausgeben?</translation>
    </message>
    <message>
        <source>How much may “%1” spend in all?</source>
        <translation>Wie viel darf „%1“ insgesamt ausgeben?</translation>
    </message>
    <message>
        <source>Raise the budget</source>
        <translation>Budget erhöhen</translation>
    </message>
    <message>
        <source>%1 spent, reserved or possibly charged, of a budget of %2.</source>
        <translation>%1 ausgegeben, reserviert oder möglicherweise berechnet, bei einem Budget von %2.</translation>
    </message>
    <message>
        <source>%1 spent, reserved or possibly charged; there is no budget yet.</source>
        <translation>%1 ausgegeben, reserviert oder möglicherweise berechnet; es gibt noch kein Budget.</translation>
    </message>
    <message>
        <source>Budget in USD</source>
        <translation>Budget in USD</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Raise and go on</source>
        <translation>Erhöhen und weitermachen</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Festlegen</translation>
    </message>
    <message>
        <source>Expected an amount in USD, such as 2.50.</source>
        <translation>Erwartet wird ein Betrag in USD, etwa 2,50.</translation>
    </message>
    <message>
        <source>Expected at least %1: so much is spent or reserved already.</source>
        <translation>Erwartet werden mindestens %1: So viel ist schon ausgegeben oder reserviert.</translation>
    </message>
</context>
<context>
    <name>skein::ui::BulkBar</name>
    <message>
        <source>Selected tasks</source>
        <translation>Ausgewählte Aufgaben</translation>
    </message>
    <message>
        <source>Show only these</source>
        <translation>Nur diese zeigen</translation>
    </message>
    <message>
        <source>In every view; the step can be taken back (Alt+Left)</source>
        <translation>In jeder Ansicht; der Schritt lässt sich zurücknehmen (Alt+Links)</translation>
    </message>
    <message>
        <source>Select one</source>
        <translation>Eine auswählen</translation>
    </message>
    <message>
        <source>Only the current task stays selected (Esc)</source>
        <translation>Nur die aktuelle Aufgabe bleibt ausgewählt (Esc)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln ausgewählt</numerusform>
            <numerusform>%Ln ausgewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected: %1</source>
        <translation>
            <numerusform>%Ln ausgewählt: %1</numerusform>
            <numerusform>%Ln ausgewählt: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1. %2 spent on them.</source>
        <translation>%1. Dafür ausgegeben: %2.</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1.</translation>
    </message>
    <message>
        <source>Retry %1 of %2</source>
        <translation>%1 von %2 wiederholen</translation>
    </message>
    <message>
        <source>Retry %1</source>
        <translation>%1 wiederholen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Their results are replaced; the amount is by what their attempts cost so far</source>
        <translation>Ihre Ergebnisse werden ersetzt; der Betrag folgt aus dem, was ihre Versuche bisher kosteten</translation>
    </message>
    <message>
        <source>Not available: %1</source>
        <translation>Nicht verfügbar: %1</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
</context>
<context>
    <name>skein::ui::ChartTableDialog</name>
    <message>
        <source>Chart as a table</source>
        <translation>Diagramm als Tabelle</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Diagramm</translation>
    </message>
    <message>
        <source>Copy all rows</source>
        <translation>Alle Zeilen kopieren</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>Als CSV speichern …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The chart shows nothing yet.</source>
        <translation>Das Diagramm zeigt noch nichts.</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n Zeile</numerusform>
            <numerusform>%n Zeilen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied</source>
        <translation>
            <numerusform>%n Zeile kopiert</numerusform>
            <numerusform>%n Zeilen kopiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Save as CSV</source>
        <translation>Als CSV speichern</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Durch Komma getrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 konnte nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>%1 (SIMULATED)</source>
        <translation>%1 (SIMULIERT)</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>SIMULIERT</translation>
    </message>
</context>
<context>
    <name>skein::ui::ClaimCard</name>
    <message>
        <source>Claim A</source>
        <translation>Behauptung A</translation>
    </message>
    <message>
        <source>Claim B</source>
        <translation>Behauptung B</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>aus %1</translation>
    </message>
    <message>
        <source>told by “%1”</source>
        <translation>gesagt von „%1“</translation>
    </message>
    <message>
        <source>holds for %1</source>
        <translation>gilt für %1</translation>
    </message>
    <message>
        <source>[%1] %2</source>
        <translation>[%1] %2</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2. %n piece(s) of evidence.</source>
        <translation>
            <numerusform>%1: %2. %Ln Beleg.</numerusform>
            <numerusform>%1: %2. %Ln Belege.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skein::ui::CommandRegistry</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Lauf</translation>
    </message>
    <message>
        <source>Re&amp;solve</source>
        <translation>&amp;Entscheiden</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>E&amp;xtras</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1
Not available: %2</source>
        <translation>%1
Nicht verfügbar: %2</translation>
    </message>
    <message>
        <source>&amp;Within the graph</source>
        <translation>I&amp;m Graphen</translation>
    </message>
    <message>
        <source>Within t&amp;he timeline</source>
        <translation>In &amp;der Zeitleiste</translation>
    </message>
    <message>
        <source>Th&amp;eme</source>
        <translation>&amp;Farben</translation>
    </message>
</context>
<context>
    <name>skein::ui::ConflictsView</name>
    <message>
        <source>lapsed: one side is no longer claimed</source>
        <translation>erledigt: eine Seite wird nicht mehr behauptet</translation>
    </message>
    <message>
        <source>settled by policy: %1</source>
        <translation>durch Richtlinie entschieden: %1</translation>
    </message>
    <message>
        <source>settled: %1</source>
        <translation>entschieden: %1</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 oder %2</translation>
    </message>
    <message>
        <source>blocks %1</source>
        <translation>blockiert %1</translation>
    </message>
    <message>
        <source>No conflicts</source>
        <translation>Keine Konflikte</translation>
    </message>
    <message>
        <source>Start one</source>
        <translation>Einen Lauf starten</translation>
    </message>
    <message>
        <source>Contradictions appear here</source>
        <translation>Hier erscheinen Widersprüche</translation>
    </message>
    <message>
        <source>None has been found so far. Claims are compared as tasks finish.</source>
        <translation>Bisher wurde keiner gefunden. Behauptungen werden verglichen, sobald Aufgaben fertig sind.</translation>
    </message>
    <message>
        <source>There is no run in this window yet.</source>
        <translation>In diesem Fenster gibt es noch keinen Lauf.</translation>
    </message>
    <message numerus="yes">
        <source>%n conflict(s) need{s} your decision</source>
        <translation>
            <numerusform>%Ln Konflikt braucht Ihre Entscheidung</numerusform>
            <numerusform>%Ln Konflikte brauchen Ihre Entscheidung</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conflict(s), all settled</source>
        <translation>
            <numerusform>%Ln Konflikt, entschieden</numerusform>
            <numerusform>%Ln Konflikte, alle entschieden</numerusform>
        </translation>
    </message>
    <message>
        <source>J and K walk the list. Choosing an answer changes nothing until you commit it.</source>
        <translation>J und K gehen durch die Liste. Eine Antwort zu wählen ändert nichts, bis Sie sie festschreiben.</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>Choose an answer to see what it would do.</source>
        <translation>Wählen Sie eine Antwort, um zu sehen, was sie bewirken würde.</translation>
    </message>
    <message>
        <source>Working out what this would do…</source>
        <translation>Es wird ermittelt, was das bewirken würde&#xa0;…</translation>
    </message>
    <message>
        <source>What this would do could not be worked out: %1 You can commit all the same.</source>
        <translation>Was das bewirken würde, war nicht zu ermitteln: %1 Sie können trotzdem festschreiben.</translation>
    </message>
    <message numerus="yes">
        <source>If you commit: nothing runs again, %n task(s) stop{s} waiting.</source>
        <translation>
            <numerusform>Wenn Sie festschreiben: Nichts läuft noch einmal, %Ln Aufgabe wartet nicht länger.</numerusform>
            <numerusform>Wenn Sie festschreiben: Nichts läuft noch einmal, %Ln Aufgaben warten nicht länger.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) run{s} again</source>
        <translation>
            <numerusform>%Ln Aufgabe läuft noch einmal</numerusform>
            <numerusform>%Ln Aufgaben laufen noch einmal</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 to %2 tasks run again</source>
        <translation>%1 bis %2 Aufgaben laufen noch einmal</translation>
    </message>
    <message>
        <source>If you commit: %1 (%2, about %3), </source>
        <translation>Wenn Sie festschreiben: %1 (%2, etwa %3), </translation>
    </message>
    <message numerus="yes">
        <source>%n claim(s) superseded, </source>
        <translation>
            <numerusform>%Ln Behauptung überholt, </numerusform>
            <numerusform>%Ln Behauptungen überholt, </numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) stop{s} waiting.</source>
        <translation>
            <numerusform>%Ln Aufgabe wartet nicht länger.</numerusform>
            <numerusform>%Ln Aufgaben warten nicht länger.</numerusform>
        </translation>
    </message>
    <message>
        <source>Within budget.</source>
        <translation>Im Budget.</translation>
    </message>
    <message>
        <source>Over the budget of %1.</source>
        <translation>Über dem Budget von %1.</translation>
    </message>
    <message>
        <source>no conflict is shown</source>
        <translation>es ist kein Konflikt zu sehen</translation>
    </message>
    <message>
        <source>this conflict is settled; undo it first</source>
        <translation>dieser Konflikt ist entschieden; machen Sie das zuerst rückgängig</translation>
    </message>
    <message>
        <source>this conflict has lapsed</source>
        <translation>dieser Konflikt hat sich erledigt</translation>
    </message>
    <message>
        <source>there is no decision about this conflict</source>
        <translation>über diesen Konflikt ist nichts entschieden</translation>
    </message>
    <message>
        <source>choose an answer first</source>
        <translation>wählen Sie zuerst eine Antwort</translation>
    </message>
    <message>
        <source>write your own text first</source>
        <translation>schreiben Sie zuerst Ihren eigenen Text</translation>
    </message>
    <message>
        <source>the last decision is being committed</source>
        <translation>die letzte Entscheidung wird gerade festgeschrieben</translation>
    </message>
    <message>
        <source>Committing…</source>
        <translation>Wird festgeschrieben&#xa0;…</translation>
    </message>
    <message>
        <source>The decision was not committed</source>
        <translation>Die Entscheidung wurde nicht festgeschrieben</translation>
    </message>
    <message>
        <source>%1 for %2</source>
        <translation>%1 für %2</translation>
    </message>
    <message>
        <source>Take A</source>
        <translation>A nehmen</translation>
    </message>
    <message>
        <source>Take B</source>
        <translation>B nehmen</translation>
    </message>
    <message>
        <source>Neither</source>
        <translation>Keine von beiden</translation>
    </message>
    <message>
        <source>Not a conflict</source>
        <translation>Kein Konflikt</translation>
    </message>
    <message>
        <source>Own text</source>
        <translation>Eigener Text</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>The decision was not undone</source>
        <translation>Die Entscheidung wurde nicht rückgängig gemacht</translation>
    </message>
    <message>
        <source>%1  (%2)</source>
        <translation>%1  (%2)</translation>
    </message>
    <message>
        <source>Your own text</source>
        <translation>Ihr eigener Text</translation>
    </message>
    <message>
        <source>What holds, in your own words. Escape returns to the keys.</source>
        <translation>Was gilt, in Ihren Worten. Escape führt zu den Tasten zurück.</translation>
    </message>
    <message>
        <source>Draft this answer for the conflict shown; nothing changes before you commit</source>
        <translation>Diese Antwort für den gezeigten Konflikt vormerken; nichts ändert sich, bevor Sie festschreiben</translation>
    </message>
    <message>
        <source>&amp;Commit the decision</source>
        <translation>Entscheidung &amp;festschreiben</translation>
    </message>
    <message>
        <source>Record the drafted answer and run the affected tasks again</source>
        <translation>Die vorgemerkte Antwort aufzeichnen und die betroffenen Aufgaben noch einmal ausführen</translation>
    </message>
    <message>
        <source>Commit  (Enter)</source>
        <translation>Festschreiben  (Eingabe)</translation>
    </message>
    <message>
        <source>&amp;Undo the decision</source>
        <translation>Entscheidung &amp;rückgängig machen</translation>
    </message>
    <message>
        <source>Open the conflict shown again; tasks that used the answer run again</source>
        <translation>Den gezeigten Konflikt wieder öffnen; Aufgaben, die die Antwort benutzt haben, laufen noch einmal</translation>
    </message>
    <message>
        <source>the decision is being committed</source>
        <translation>die Entscheidung wird gerade übernommen</translation>
    </message>
    <message>
        <source>Nothing can be decided here: %1.</source>
        <translation>Hier kann nichts entschieden werden: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weiterer</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message numerus="yes">
        <source>It also settles %n other conflict(s): %1.</source>
        <translation>
            <numerusform>Sie erledigt auch %n weiteren Konflikt: %1.</numerusform>
            <numerusform>Sie erledigt auch %n weitere Konflikte: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more place(s) say{s} the same and will be superseded with it: %1.</source>
        <translation>
            <numerusform>%n weitere Stelle sagt dasselbe und wird mit ihr abgelöst: %1.</numerusform>
            <numerusform>%n weitere Stellen sagen dasselbe und werden mit ihr abgelöst: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It brings up %n conflict(s) that it had hidden: %1.</source>
        <translation>
            <numerusform>Sie bringt %n Konflikt hervor, den sie verdeckt hatte: %1.</numerusform>
            <numerusform>Sie bringt %n Konflikte hervor, die sie verdeckt hatte: %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>What is said then is compared again.</source>
        <translation>Was dann gesagt wird, wird erneut verglichen.</translation>
    </message>
    <message>
        <source>The conflict has lapsed</source>
        <translation>Der Konflikt ist erloschen</translation>
    </message>
    <message>
        <source>The decision about %1 is undone, and nobody states one of its sides any more.</source>
        <translation>Die Entscheidung über %1 ist zurückgenommen, und niemand sagt eine ihrer Seiten noch.</translation>
    </message>
    <message>
        <source>Nothing was done: %1.</source>
        <translation>Nichts wurde getan: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%n conflict(s), left open in a read-only run</source>
        <translation>
            <numerusform>%Ln Konflikt, offen geblieben in einem schreibgeschützten Lauf</numerusform>
            <numerusform>%Ln Konflikte, offen geblieben in einem schreibgeschützten Lauf</numerusform>
        </translation>
    </message>
    <message>
        <source>J and K walk the list. The run can be looked at, not changed.</source>
        <translation>J und K gehen durch die Liste. Der Lauf lässt sich ansehen, nicht ändern.</translation>
    </message>
</context>
<context>
    <name>skein::ui::CostBars</name>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Kind of task</source>
        <translation>Art der Aufgabe</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>other</source>
        <translation>Übrige</translation>
    </message>
    <message>
        <source>What it went to</source>
        <translation>Wofür es ausgegeben wurde</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>noch nichts</translation>
    </message>
    <message>
        <source>Largest: %1</source>
        <translation>Am meisten: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n Aufgabe</numerusform>
            <numerusform>%n Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 tokens in (%2 cached), %3 out</source>
        <translation>%1 Token hinein (%2 aus dem Zwischenspeicher), %3 heraus</translation>
    </message>
    <message>
        <source>%1 tokens in, %2 out</source>
        <translation>%1 Token hinein, %2 heraus</translation>
    </message>
    <message>
        <source>other (%1 more)</source>
        <translation>Übrige (%1 weitere)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1  %2</source>
        <translation>%1  %2</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Cost, USD</source>
        <translation>Kosten, USD</translation>
    </message>
    <message>
        <source>Share, %</source>
        <translation>Anteil, %</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Token hinein</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>Zwischengespeichert</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Token heraus</translation>
    </message>
    <message>
        <source>Shares are of what was spent, or of the tokens where a price is unknown or nothing was charged.</source>
        <translation>Anteile an dem, was ausgegeben wurde, oder an den Token, wo ein Preis unbekannt ist oder nichts berechnet wurde.</translation>
    </message>
    <message>
        <source>%1 % by provider</source>
        <translation>%1 % nach Anbieter</translation>
    </message>
    <message>
        <source>%1 % by model</source>
        <translation>%1 % nach Modell</translation>
    </message>
    <message>
        <source>%1 % by kind of task</source>
        <translation>%1 % nach Art der Aufgabe</translation>
    </message>
    <message>
        <source>%1 % by phase</source>
        <translation>%1 % nach Phase</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>skein::ui::CostChart</name>
    <message>
        <source>Spending over time</source>
        <translation>Ausgaben im Verlauf der Zeit</translation>
    </message>
    <message>
        <source>forecast ~%1 (%2–%3)</source>
        <translation>Vorhersage ~%1 (%2–%3)</translation>
    </message>
    <message>
        <source>USD</source>
        <translation>USD</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 Tokens</translation>
    </message>
    <message>
        <source>spent %1</source>
        <translation>ausgegeben %1</translation>
    </message>
    <message>
        <source>used %1</source>
        <translation>verbraucht %1</translation>
    </message>
    <message>
        <source>budget %1</source>
        <translation>Budget %1</translation>
    </message>
    <message>
        <source>%1 from %2 to %3, budget %4</source>
        <translation>%1 von %2 bis %3, Budget %4</translation>
    </message>
    <message>
        <source>%1 from %2 to %3, no budget</source>
        <translation>%1 von %2 bis %3, kein Budget</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1; %2</translation>
    </message>
    <message numerus="yes">
        <source>%n time(s) without work</source>
        <translation>
            <numerusform>%n Zeit ohne Arbeit</numerusform>
            <numerusform>%n Zeiten ohne Arbeit</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (Ctrl+T shows it as a table)</source>
        <translation>%1 (Strg+T zeigt es als Tabelle)</translation>
    </message>
    <message>
        <source>Tokens over time</source>
        <translation>Token über die Zeit</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Spent, USD</source>
        <translation>Ausgegeben, USD</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Was es ist</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>gemessen</translation>
    </message>
    <message>
        <source>partly estimated</source>
        <translation>teils geschätzt</translation>
    </message>
    <message>
        <source>held since %1</source>
        <translation>angehalten seit %1</translation>
    </message>
    <message>
        <source>nothing recorded since %1</source>
        <translation>nichts aufgezeichnet seit %1</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>forecast, P10</source>
        <translation>Vorhersage, P10</translation>
    </message>
    <message>
        <source>forecast, P50</source>
        <translation>Vorhersage, P50</translation>
    </message>
    <message>
        <source>forecast, P90</source>
        <translation>Vorhersage, P90</translation>
    </message>
    <message>
        <source>Local times. Budget: %1 USD.</source>
        <translation>Ortszeiten. Budget: %1 USD.</translation>
    </message>
    <message>
        <source>Local times. No budget is set.</source>
        <translation>Ortszeiten. Kein Budget gesetzt.</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>SIMULIERT</translation>
    </message>
    <message>
        <source>SIMULATED: %1</source>
        <translation>SIMULIERT: %1</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>simuliert</translation>
    </message>
</context>
<context>
    <name>skein::ui::CostsView</name>
    <message>
        <source>Sum by</source>
        <translation>Summen nach</translation>
    </message>
    <message>
        <source>By phase</source>
        <translation>Nach Phase</translation>
    </message>
    <message>
        <source>By kind of task</source>
        <translation>Nach Art der Aufgabe</translation>
    </message>
    <message>
        <source>By task</source>
        <translation>Nach Aufgabe</translation>
    </message>
    <message>
        <source>Over time</source>
        <translation>Im Verlauf</translation>
    </message>
    <message>
        <source>Money and tokens appear here</source>
        <translation>Hier erscheinen Geld und Tokens</translation>
    </message>
    <message>
        <source>There is no run in this window yet.</source>
        <translation>In diesem Fenster gibt es noch keinen Lauf.</translation>
    </message>
    <message>
        <source>Start one</source>
        <translation>Einen Lauf starten</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Cost, USD</source>
        <translation>Kosten, USD</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Tokens ein</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Tokens aus</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Costs</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Spent</source>
        <translation>Ausgegeben</translation>
    </message>
    <message>
        <source>Reserved or possibly charged</source>
        <translation>Reserviert oder möglicherweise berechnet</translation>
    </message>
    <message>
        <source>Left of the budget</source>
        <translation>Vom Budget übrig</translation>
    </message>
    <message>
        <source>Per finished task</source>
        <translation>Je fertiger Aufgabe</translation>
    </message>
    <message>
        <source>Nothing spent</source>
        <translation>Nichts ausgegeben</translation>
    </message>
    <message>
        <source>What was spent is unknown: a model was called whose price is not known</source>
        <translation>Was ausgegeben wurde, ist unbekannt: Es wurde ein Modell aufgerufen, dessen Preis nicht bekannt ist</translation>
    </message>
    <message>
        <source>%1 of %2 spent (%3)</source>
        <translation>%1 von %2 ausgegeben (%3)</translation>
    </message>
    <message>
        <source>%1 spent, no budget set</source>
        <translation>%1 ausgegeben, kein Budget gesetzt</translation>
    </message>
    <message>
        <source>Provider: %1 %2</source>
        <translation>Anbieter: %1 %2</translation>
    </message>
    <message>
        <source>Over 80 % of the budget is spent or reserved. At 100 % nothing new starts until you raise it.</source>
        <translation>Über 80 % des Budgets sind ausgegeben oder reserviert. Bei 100 % startet nichts Neues, bis Sie es erhöhen.</translation>
    </message>
    <message>
        <source>The built-in offline agents call no model: no tokens, no charge.</source>
        <translation>Die eingebauten Offline-Agenten rufen kein Modell auf: keine Tokens, keine Kosten.</translation>
    </message>
    <message>
        <source>That is more than the budget.</source>
        <translation>Das ist mehr als das Budget.</translation>
    </message>
    <message>
        <source>That may be more than the budget.</source>
        <translation>Das kann mehr als das Budget sein.</translation>
    </message>
    <message>
        <source>no budget</source>
        <translation>kein Budget</translation>
    </message>
    <message>
        <source>There is no curve to draw: nothing is spent in this run.</source>
        <translation>Es gibt keine Kurve zu zeichnen: In diesem Lauf ist nichts ausgegeben.</translation>
    </message>
    <message>
        <source>The curve of what is spent appears with the first charge.</source>
        <translation>Die Kurve der Ausgaben erscheint mit den ersten Kosten.</translation>
    </message>
    <message>
        <source>By provider</source>
        <translation>Nach Anbieter</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>Nach Modell</translation>
    </message>
    <message>
        <source>Budget…</source>
        <translation>Budget …</translation>
    </message>
    <message>
        <source>Whole run</source>
        <translation>Ganzer Lauf</translation>
    </message>
    <message>
        <source>Forget the stretch of time that is marked, here and in the timeline</source>
        <translation>Die markierte Zeit vergessen, hier und im Zeitverlauf</translation>
    </message>
    <message>
        <source>Costs of the whole run</source>
        <translation>Kosten des ganzen Laufs</translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s)</source>
        <translation>
            <numerusform>%n Versuch</numerusform>
            <numerusform>%n Versuche</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2 of %3 spent, by %4</source>
        <translation>%1: %2 von %3 ausgegeben, durch %4</translation>
    </message>
    <message>
        <source>%1: %2; what they cost is unknown</source>
        <translation>%1: %2; was sie kosten, ist unbekannt</translation>
    </message>
    <message>
        <source>The marked time only: attempts that ended in it. The chart shows the whole run.</source>
        <translation>Nur die markierte Zeit: Versuche, die darin endeten. Das Diagramm zeigt den ganzen Lauf.</translation>
    </message>
    <message>
        <source>What it went to</source>
        <translation>Wofür es ausgegeben wurde</translation>
    </message>
    <message>
        <source>Click a part, or press Enter on it, to see its tasks.</source>
        <translation>Ein Klick auf einen Teil oder die Eingabetaste zeigt seine Aufgaben.</translation>
    </message>
    <message>
        <source>What it went to (SIMULATED)</source>
        <translation>Wofür es ausgegeben wurde (SIMULIERT)</translation>
    </message>
    <message>
        <source>Adding up when what was spent…</source>
        <translation>Es wird zusammengezählt, wann was ausgegeben wurde&#xa0;…</translation>
    </message>
</context>
<context>
    <name>skein::ui::Drawer</name>
    <message>
        <source>Drawer</source>
        <translation>Protokollbereich</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Why they failed</source>
        <translation>Warum sie fehlgeschlagen sind</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Problems (%1)</source>
        <translation>Probleme (%1)</translation>
    </message>
    <message>
        <source>Messages (%1)</source>
        <translation>Meldungen (%1)</translation>
    </message>
</context>
<context>
    <name>skein::ui::EmptyState</name>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
</context>
<context>
    <name>skein::ui::EventsLog</name>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message numerus="yes">
        <source>Events of %n filtered task(s)</source>
        <translation>
            <numerusform>Ereignisse von %Ln gefilterten Aufgabe</numerusform>
            <numerusform>Ereignisse von %Ln gefilterten Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>Its number in the record of the workspace</source>
        <translation>Seine Nummer in der Aufzeichnung des Arbeitsbereichs</translation>
    </message>
</context>
<context>
    <name>skein::ui::FilterEdit</name>
    <message>
        <source>No filter</source>
        <translation>Kein Filter</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>Gültig</translation>
    </message>
    <message>
        <source>Invalid</source>
        <translation>Ungültig</translation>
    </message>
    <message>
        <source>Outdated</source>
        <translation>Veraltet</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter: words, or status:failed and cost &gt; $0.05</source>
        <translation>Filter: Wörter, oder status:failed and cost &gt; $0.05</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Filter again</source>
        <translation>Neu filtern</translation>
    </message>
    <message>
        <source>Completions</source>
        <translation>Vervollständigungen</translation>
    </message>
    <message>
        <source>Enter applies it.</source>
        <translation>Eingabe wendet ihn an.</translation>
    </message>
    <message>
        <source>Enter applies it. Still applied: %1</source>
        <translation>Eingabe wendet ihn an. Noch angewandt: %1</translation>
    </message>
    <message>
        <source>At %1: %2 %3</source>
        <translation>Bei %1: %2 %3</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1.</translation>
    </message>
    <message>
        <source>Nothing is filtered.</source>
        <translation>Nichts ist gefiltert.</translation>
    </message>
    <message>
        <source>Still applied: %1</source>
        <translation>Noch angewandt: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) changed since</source>
        <translation>
            <numerusform>%Ln Zeile seither geändert</numerusform>
            <numerusform>%Ln Zeilen seither geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1. %2 %3</source>
        <translation>%1. %2 %3</translation>
    </message>
    <message>
        <source>%1  (%2)</source>
        <translation>%1  (%2)</translation>
    </message>
    <message>
        <source>%1  %2</source>
        <translation>%1  %2</translation>
    </message>
</context>
<context>
    <name>skein::ui::FixtureFeed</name>
    <message>
        <source>A simulated run has no deliverable to write to %1.</source>
        <translation>Ein simulierter Lauf hat kein Ergebnis, das nach %1 zu schreiben wäre.</translation>
    </message>
    <message>
        <source>held at a pause point until you let it pass</source>
        <translation>an einem Haltepunkt, bis Sie sie weiterlassen</translation>
    </message>
    <message>
        <source>waiting for an agent</source>
        <translation>wartet auf einen Agenten</translation>
    </message>
</context>
<context>
    <name>skein::ui::FoldWorker</name>
    <message>
        <source>Preparing the workspace…</source>
        <translation>Der Arbeitsbereich wird vorbereitet&#xa0;…</translation>
    </message>
    <message>
        <source>The workspace cannot be opened</source>
        <translation>Der Arbeitsbereich lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>The workspace cannot be read</source>
        <translation>Der Arbeitsbereich lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>The workspace can no longer be read</source>
        <translation>Der Arbeitsbereich lässt sich nicht mehr lesen</translation>
    </message>
    <message>
        <source>The run could not be started</source>
        <translation>Der Lauf konnte nicht gestartet werden</translation>
    </message>
    <message>
        <source>The workspace file is gone</source>
        <translation>Die Datei des Arbeitsbereichs ist weg</translation>
    </message>
    <message>
        <source>%1 was deleted or moved. What is shown is what was read before; a run stops by itself. Put the file back and open it again.</source>
        <translation>%1 wurde gelöscht oder verschoben. Zu sehen ist, was vorher gelesen wurde; ein Lauf endet von selbst. Legen Sie die Datei zurück und öffnen Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>Reading sources: %1 files so far</source>
        <translation>Quellen werden gelesen: bisher %1 Dateien</translation>
    </message>
    <message>
        <source>Reading the sources…</source>
        <translation>Die Quellen werden gelesen&#xa0;…</translation>
    </message>
    <message>
        <source>This workspace holds no run yet</source>
        <translation>Dieser Arbeitsbereich enthält noch keinen Lauf</translation>
    </message>
    <message>
        <source>the disk it is on is read-only</source>
        <translation>ihr Datenträger ist schreibgeschützt</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>der Datenträger ist voll</translation>
    </message>
    <message>
        <source>you may only read it</source>
        <translation>Sie dürfen sie nur lesen</translation>
    </message>
    <message>
        <source>waits until you can no longer undo</source>
        <translation>wartet, bis nichts mehr zurückzunehmen ist</translation>
    </message>
    <message>
        <source>Reading the run: %1 of %2 entries</source>
        <translation>Der Lauf wird gelesen: %1 von %2 Einträgen</translation>
    </message>
    <message>
        <source>What should run it ended at once and said nothing.</source>
        <translation>Was ihn ausführen sollte, endete sofort und ohne Meldung.</translation>
    </message>
    <message>
        <source>its file is read-only</source>
        <translation>seine Datei ist schreibgeschützt</translation>
    </message>
    <message>
        <source>was at work where it was forked; starts again when the fork is resumed</source>
        <translation>war am Anfang der Abzweigung in Arbeit; beginnt von neuem, wenn sie fortgesetzt wird</translation>
    </message>
    <message>
        <source>unknown since %1: the run was interrupted</source>
        <translation>unbekannt seit %1: der Lauf wurde unterbrochen</translation>
    </message>
    <message>
        <source>The record of this run contradicts itself; nothing more is shown</source>
        <translation>Die Aufzeichnung dieses Laufs widerspricht sich; mehr wird nicht gezeigt</translation>
    </message>
</context>
<context>
    <name>skein::ui::ForkDialog</name>
    <message>
        <source>Fork from a task</source>
        <translation>Von einer Aufgabe abzweigen</translation>
    </message>
    <message>
        <source>Fork the run from “%1”</source>
        <translation>Den Lauf ab „%1“ abzweigen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Fork</source>
        <translation>Abzweigen</translation>
    </message>
    <message numerus="yes">
        <source>%1 Keeps %n result(s), as of %2.</source>
        <translation>
            <numerusform>%1 Behält %n Ergebnis, Stand %2.</numerusform>
            <numerusform>%1 Behält %n Ergebnisse, Stand %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Before this task began</source>
        <translation>&amp;Bevor diese Aufgabe begann</translation>
    </message>
    <message>
        <source>It and everything that came later runs again.</source>
        <translation>Sie und alles, was später kam, läuft noch einmal.</translation>
    </message>
    <message>
        <source>&amp;With the result of this task</source>
        <translation>&amp;Mit dem Ergebnis dieser Aufgabe</translation>
    </message>
    <message>
        <source>What came later runs again.</source>
        <translation>Was später kam, läuft noch einmal.</translation>
    </message>
    <message>
        <source>As it stands &amp;now</source>
        <translation>So wie es &amp;jetzt steht</translation>
    </message>
    <message>
        <source>Only what is still open runs.</source>
        <translation>Nur was noch offen ist, läuft.</translation>
    </message>
    <message>
        <source>New &amp;workspace</source>
        <translation>Neuer &amp;Arbeitsbereich</translation>
    </message>
    <message>
        <source>File of the new workspace</source>
        <translation>Datei des neuen Arbeitsbereichs</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose where the new workspace goes</source>
        <translation>Wählen, wohin der neue Arbeitsbereich kommt</translation>
    </message>
    <message>
        <source>%1 was paid for what is kept; it is not paid again and does not count against the budget of the fork.</source>
        <translation>%1 wurden für das bezahlt, was bleibt; sie werden nicht noch einmal bezahlt und zählen nicht zum Budget der Abzweigung.</translation>
    </message>
    <message>
        <source>What is kept has cost nothing.</source>
        <translation>Was bleibt, hat nichts gekostet.</translation>
    </message>
    <message>
        <source>The fork may spend up to %1.</source>
        <translation>Die Abzweigung darf bis zu %1 ausgeben.</translation>
    </message>
    <message>
        <source>The fork has no budget, as this run.</source>
        <translation>Die Abzweigung hat kein Budget, wie dieser Lauf.</translation>
    </message>
    <message>
        <source>%1 %2 Nothing runs until you resume the fork. This run stays as it is.</source>
        <comment>two sentences</comment>
        <translation>%1 %2 Nichts läuft, bis Sie die Abzweigung fortsetzen. Dieser Lauf bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>Say where the new workspace goes</source>
        <translation>Geben Sie an, wohin der neue Arbeitsbereich kommt</translation>
    </message>
    <message>
        <source>New workspace</source>
        <translation>Neuer Arbeitsbereich</translation>
    </message>
    <message>
        <source>Skein workspaces (*.skein)</source>
        <translation>Skein-Arbeitsbereiche (*.skein)</translation>
    </message>
    <message>
        <source>Nothing was forked</source>
        <translation>Nichts wurde abgezweigt</translation>
    </message>
    <message>
        <source>Keep my signing key in the file %1</source>
        <translation>Meinen Signierschlüssel in der Datei %1 aufbewahren</translation>
    </message>
    <message numerus="yes">
        <source>Copied %n record(s) into %1. Resume the fork to go on from there.</source>
        <translation>
            <numerusform>%n Eintrag nach %1 kopiert. Setzen Sie die Abzweigung fort, um von dort weiterzumachen.</numerusform>
            <numerusform>%n Einträge nach %1 kopiert. Setzen Sie die Abzweigung fort, um von dort weiterzumachen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stay here</source>
        <translation>Hierbleiben</translation>
    </message>
    <message>
        <source>Open the fork</source>
        <translation>Abzweigung öffnen</translation>
    </message>
    <message>
        <source>Looking where it can be forked…</source>
        <translation>Mögliche Abzweigungen werden gesucht&#xa0;…</translation>
    </message>
    <message>
        <source>The run could not be read</source>
        <translation>Der Lauf konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>Copying the run…</source>
        <translation>Der Lauf wird kopiert&#xa0;…</translation>
    </message>
</context>
<context>
    <name>skein::ui::Gallery</name>
    <message>
        <source>what the task is doing</source>
        <translation>was die Aufgabe gerade tut</translation>
    </message>
    <message>
        <source>charged so far</source>
        <translation>bisher berechnet</translation>
    </message>
    <message>
        <source>Gallery of shared parts</source>
        <translation>Galerie der gemeinsamen Teile</translation>
    </message>
    <message>
        <source>Skein – gallery</source>
        <translation>Skein – Galerie</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>Hell oder dunkel</translation>
    </message>
    <message>
        <source>run</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>gut</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>Achtung</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>fail</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>Ruhe</translation>
    </message>
    <message>
        <source>series %1</source>
        <translation>Reihe %1</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Schrift</translation>
    </message>
    <message>
        <source>Headline</source>
        <translation>Überschrift</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Strong</source>
        <translation>Kräftig</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Fließtext</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Beschriftung</translation>
    </message>
    <message>
        <source>Fixed 0123456789 abcdef</source>
        <translation>Dicktengleich 0123456789 abcdef</translation>
    </message>
    <message>
        <source>Status glyphs and strip</source>
        <translation>Zustandszeichen und -streifen</translation>
    </message>
    <message>
        <source>Commands and controls</source>
        <translation>Befehle und Bedienelemente</translation>
    </message>
    <message>
        <source>An example of a command</source>
        <translation>Ein Beispiel eines Befehls</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Primary</source>
        <translation>Hauptsächlich</translation>
    </message>
    <message>
        <source>Destructive</source>
        <translation>Zerstörend</translation>
    </message>
    <message>
        <source>Quiet</source>
        <translation>Leise</translation>
    </message>
    <message>
        <source>Disabled, with its reason</source>
        <translation>Gesperrt, mit dem Grund</translation>
    </message>
    <message>
        <source>it is an example</source>
        <translation>es ist ein Beispiel</translation>
    </message>
    <message>
        <source>Choice</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>One of several</source>
        <translation>Eines von mehreren</translation>
    </message>
    <message>
        <source>By phase</source>
        <translation>Nach Phase</translation>
    </message>
    <message>
        <source>By kind</source>
        <translation>Nach Art</translation>
    </message>
    <message>
        <source>Filter field: neutral, valid, invalid, outdated</source>
        <translation>Filterfeld: leer, gültig, ungültig, veraltet</translation>
    </message>
    <message>
        <source>Table that keeps its rows still</source>
        <translation>Tabelle, deren Zeilen still stehen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Digest part %1</source>
        <translation>Teil %1 zusammenfassen</translation>
    </message>
    <message>
        <source>Digest part 13</source>
        <translation>Teil 13 zusammenfassen</translation>
    </message>
    <message>
        <source>13 tasks, the last of which has failed</source>
        <translation>13 Aufgaben, die letzte ist fehlgeschlagen</translation>
    </message>
    <message numerus="yes">
        <source>%n moved: re-sort</source>
        <translation>
            <numerusform>%Ln verschoben: neu sortieren</numerusform>
            <numerusform>%Ln verschoben: neu sortieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Example table</source>
        <translation>Beispieltabelle</translation>
    </message>
    <message>
        <source>Messages in place</source>
        <translation>Meldungen an Ort und Stelle</translation>
    </message>
    <message>
        <source>The run was not started</source>
        <translation>Der Lauf wurde nicht gestartet</translation>
    </message>
    <message>
        <source>The workspace cannot be read</source>
        <translation>Der Arbeitsbereich lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>What it means for the run, and what has been done about it already.</source>
        <translation>Was es für den Lauf bedeutet, und was schon dagegen getan wurde.</translation>
    </message>
    <message>
        <source>Take A for c-12</source>
        <translation>A nehmen für c-12</translation>
    </message>
    <message>
        <source>None match the filter</source>
        <translation>Nichts passt zum Filter</translation>
    </message>
    <message>
        <source>396 tasks hidden by it.</source>
        <translation>396 Aufgaben verbirgt er.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>Token bars: thin, in band, heavy, over cap</source>
        <translation>Token-Balken: knapp, im Band, üppig, über der Grenze</translation>
    </message>
    <message>
        <source>Example canvas</source>
        <translation>Beispielfläche</translation>
    </message>
    <message>
        <source>nobody answers</source>
        <translation>niemand antwortet</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Halten</translation>
    </message>
    <message>
        <source>Hold the sleep lock: %1</source>
        <translation>Die Schlafsperre halten: %1</translation>
    </message>
    <message>
        <source>an example</source>
        <translation>ein Beispiel</translation>
    </message>
    <message>
        <source>nothing told yet</source>
        <translation>noch nichts gemeldet</translation>
    </message>
    <message>
        <source>the desktop shows: %1</source>
        <translation>der Desktop zeigt: %1</translation>
    </message>
    <message>
        <source>could not be told: %1</source>
        <translation>konnte nicht gemeldet werden: %1</translation>
    </message>
    <message>
        <source>Run finished</source>
        <translation>Lauf fertig</translation>
    </message>
    <message>
        <source>Run failed</source>
        <translation>Lauf fehlgeschlagen</translation>
    </message>
    <message>
        <source>Blocked on you</source>
        <translation>Wartet auf Sie</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>Provider down</source>
        <translation>Anbieter ausgefallen</translation>
    </message>
    <message>
        <source>Tell: %1 (%2)</source>
        <translation>Melden: %1 (%2)</translation>
    </message>
    <message>
        <source>An example.</source>
        <translation>Ein Beispiel.</translation>
    </message>
    <message>
        <source>Canvas, and what is selected</source>
        <translation>Fläche, und was ausgewählt ist</translation>
    </message>
    <message>
        <source>Nothing is selected</source>
        <translation>Nichts ist ausgewählt</translation>
    </message>
    <message>
        <source>Selected: %1</source>
        <translation>Ausgewählt: %1</translation>
    </message>
    <message>
        <source>Palette</source>
        <translation>Palette</translation>
    </message>
    <message>
        <source>Open over the page</source>
        <translation>Über der Seite öffnen</translation>
    </message>
    <message>
        <source>Notifications and sleep lock (the desktop that answers here is made up)</source>
        <translation>Mitteilungen und Schlafsperre (der Desktop, der hier antwortet, ist erfunden)</translation>
    </message>
    <message>
        <source>A desktop that shows notifications</source>
        <translation>Ein Desktop, der Mitteilungen zeigt</translation>
    </message>
    <message>
        <source>In quiet hours: only what is blocked on you</source>
        <translation>In Ruhezeiten: nur, was auf Sie wartet</translation>
    </message>
    <message>
        <source>No desktop answers</source>
        <translation>Kein Desktop antwortet</translation>
    </message>
    <message>
        <source>no run needs it</source>
        <translation>kein Lauf braucht sie</translation>
    </message>
    <message>
        <source>a desktop that takes its time</source>
        <translation>ein Desktop, der sich Zeit lässt</translation>
    </message>
    <message>
        <source>a desktop that agrees</source>
        <translation>ein Desktop, der zustimmt</translation>
    </message>
    <message>
        <source>a computer on battery</source>
        <translation>ein Rechner im Akkubetrieb</translation>
    </message>
    <message>
        <source>a desktop that has no such service</source>
        <translation>ein Desktop ohne solchen Dienst</translation>
    </message>
    <message>
        <source>The run was interrupted</source>
        <translation>Der Lauf wurde unterbrochen</translation>
    </message>
</context>
<context>
    <name>skein::ui::GoalEditor</name>
    <message>
        <source>Goal</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>%1 on this computer (%2)</source>
        <translation>%1 auf diesem Rechner (%2)</translation>
    </message>
    <message>
        <source>You see the plan before any of its tasks starts.</source>
        <translation>Sie sehen den Plan, bevor eine seiner Aufgaben startet.</translation>
    </message>
    <message>
        <source>needed</source>
        <translation>nötig</translation>
    </message>
    <message>
        <source>assumed: %1</source>
        <translation>angenommen: %1</translation>
    </message>
    <message>
        <source>There is no plan for this yet</source>
        <translation>Dafür gibt es noch keinen Plan</translation>
    </message>
    <message>
        <source>+ added %1   − removed %2   ~ changed %3</source>
        <translation>+ neu %1   − entfernt %2   ~ geändert %3</translation>
    </message>
    <message>
        <source>No estimate: %1</source>
        <translation>Keine Schätzung: %1</translation>
    </message>
    <message>
        <source>Estimate: %1, %2; %3.</source>
        <translation>Schätzung: %1, %2; %3.</translation>
    </message>
    <message>
        <source>It fits the budget, also at the upper end.</source>
        <translation>Es passt ins Budget, auch am oberen Ende.</translation>
    </message>
    <message>
        <source>The upper end is above the budget.</source>
        <translation>Das obere Ende liegt über dem Budget.</translation>
    </message>
    <message numerus="yes">
        <source>Without an acceptance check: %n task(s).</source>
        <translation>
            <numerusform>Ohne Abnahmeprüfung: %Ln Aufgabe.</numerusform>
            <numerusform>Ohne Abnahmeprüfung: %Ln Aufgaben.</numerusform>
        </translation>
    </message>
    <message>
        <source>Risks: %1</source>
        <translation>Risiken: %1</translation>
    </message>
    <message>
        <source>There is no plan to start.</source>
        <translation>Es gibt keinen Plan, der starten könnte.</translation>
    </message>
    <message>
        <source>The plan is being made.</source>
        <translation>Der Plan entsteht gerade.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message numerus="yes">
        <source>Start with %n assumption(s)</source>
        <translation>
            <numerusform>Mit %Ln Annahme starten</numerusform>
            <numerusform>Mit %Ln Annahmen starten</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is %2</source>
        <translation>%1 ist %2</translation>
    </message>
    <message>
        <source>Assumed and recorded: %1</source>
        <translation>Angenommen und aufgezeichnet: %1</translation>
    </message>
    <message>
        <source>The plan is being made…</source>
        <translation>Der Plan entsteht&#xa0;…</translation>
    </message>
    <message>
        <source>The plan appears here as you write.</source>
        <translation>Der Plan erscheint hier, während Sie schreiben.</translation>
    </message>
    <message>
        <source>Plan: %1 in %2</source>
        <translation>Plan: %1 in %2</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%Ln Aufgabe</numerusform>
            <numerusform>%Ln Aufgaben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n phase(s)</source>
        <translation>
            <numerusform>%Ln Phase</numerusform>
            <numerusform>%Ln Phasen</numerusform>
        </translation>
    </message>
    <message>
        <source>, being made anew…</source>
        <translation>, entsteht gerade neu&#xa0;…</translation>
    </message>
    <message>
        <source>The run was not started</source>
        <translation>Der Lauf wurde nicht gestartet</translation>
    </message>
    <message>
        <source>What you want</source>
        <translation>Was Sie wollen</translation>
    </message>
    <message>
        <source>Document this project for a new engineer.</source>
        <translation>Dokumentiere dieses Projekt für eine neue Entwicklerin.</translation>
    </message>
    <message>
        <source>What must hold, one a line</source>
        <translation>Was gelten muss, eins je Zeile</translation>
    </message>
    <message>
        <source>Cite every statement.</source>
        <translation>Belege jede Aussage.</translation>
    </message>
    <message>
        <source>Done when, one a line</source>
        <translation>Fertig, wenn&#xa0;… – eins je Zeile</translation>
    </message>
    <message>
        <source>Every component has a section.</source>
        <translation>Jeder Baustein hat einen Abschnitt.</translation>
    </message>
    <message>
        <source>Files and folders it is about, one a line</source>
        <translation>Dateien und Ordner, um die es geht, je Zeile einer</translation>
    </message>
    <message>
        <source>Add some, or drop them here.</source>
        <translation>Fügen Sie welche hinzu, oder ziehen Sie sie hierher.</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen&#xa0;…</translation>
    </message>
    <message>
        <source>Folder that the goal is about</source>
        <translation>Ordner, um den es im Ziel geht</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>Dateien hinzufügen&#xa0;…</translation>
    </message>
    <message>
        <source>Files that the goal is about</source>
        <translation>Dateien, um die es im Ziel geht</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>None: a model proposes the plan</source>
        <translation>Keins: ein Modell schlägt den Plan vor</translation>
    </message>
    <message>
        <source>Who does it</source>
        <translation>Wer es tut</translation>
    </message>
    <message>
        <source>Built-in offline agents: free, no model</source>
        <translation>Eingebaute Offline-Agenten: kostenlos, ohne Modell</translation>
    </message>
    <message>
        <source>Models of connected providers</source>
        <translation>Modelle verbundener Anbieter</translation>
    </message>
    <message>
        <source>Budget, USD</source>
        <translation>Budget, USD</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keins</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>wie üblich</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>no limit, or a time like 07:00</source>
        <translation>unbegrenzt, oder eine Uhrzeit wie 07:00</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>Arbeitsbereich</translation>
    </message>
    <message>
        <source>made of the goal&apos;s words</source>
        <translation>aus den Worten des Ziels</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>beside the workspace</source>
        <translation>neben dem Arbeitsbereich</translation>
    </message>
    <message>
        <source>Accept all</source>
        <translation>Alle annehmen</translation>
    </message>
    <message>
        <source>The plan stays as it is</source>
        <translation>Der Plan bleibt, wie er ist</translation>
    </message>
    <message>
        <source>Reject all</source>
        <translation>Alle ablehnen</translation>
    </message>
    <message>
        <source>Accept selected</source>
        <translation>Gewählte annehmen</translation>
    </message>
    <message>
        <source>Reject selected</source>
        <translation>Gewählte ablehnen</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>A task after the current one (Ins)</source>
        <translation>Eine Aufgabe nach der jetzigen (Einfg)</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>The current task (F2)</source>
        <translation>Die jetzige Aufgabe (F2)</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>The selected tasks (Del)</source>
        <translation>Die gewählten Aufgaben (Entf)</translation>
    </message>
    <message>
        <source>Next phase</source>
        <translation>Nächste Phase</translation>
    </message>
    <message>
        <source>Move the current task on (Ctrl+])</source>
        <translation>Die jetzige Aufgabe weiter nach hinten (Strg+])</translation>
    </message>
    <message>
        <source>Phase before</source>
        <translation>Phase davor</translation>
    </message>
    <message>
        <source>Move the current task back (Ctrl+[)</source>
        <translation>Die jetzige Aufgabe weiter nach vorn (Strg+[)</translation>
    </message>
    <message>
        <source>Link…</source>
        <translation>Verknüpfen&#xa0;…</translation>
    </message>
    <message>
        <source>What the current task needs (L)</source>
        <translation>Was die jetzige Aufgabe benötigt (L)</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Give a task changed by hand back to the proposals</source>
        <translation>Eine von Hand geänderte Aufgabe wieder den Vorschlägen überlassen</translation>
    </message>
    <message>
        <source>Pause before</source>
        <translation>Haltepunkt davor</translation>
    </message>
    <message>
        <source>Hold the selected tasks or the current phase until you let them pass (P)</source>
        <translation>Gewählte Aufgaben oder die aktuelle Phase anhalten, bis Sie sie weiterlassen (P)</translation>
    </message>
    <message>
        <source>Models of %1, chosen for each task</source>
        <translation>Modelle von %1, je Aufgabe gewählt</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>The model is planning.</source>
        <translation>Das Modell plant.</translation>
    </message>
    <message>
        <source>Calls to a model cost money: set a budget.</source>
        <translation>Aufrufe eines Modells kosten Geld: setzen Sie ein Budget.</translation>
    </message>
    <message>
        <source>A model proposes the plan: now, or when you start. You see it before any of its tasks begins.</source>
        <translation>Ein Modell schlägt den Plan vor: jetzt oder beim Start. Sie sehen ihn, bevor eine seiner Aufgaben beginnt.</translation>
    </message>
    <message>
        <source>Plan with the model</source>
        <translation>Mit dem Modell planen</translation>
    </message>
    <message>
        <source>Cancel planning</source>
        <translation>Planung abbrechen</translation>
    </message>
    <message>
        <source>Planning: %1</source>
        <translation>Planung: %1</translation>
    </message>
    <message>
        <source>The model made no plan</source>
        <translation>Das Modell hat keinen Plan gemacht</translation>
    </message>
    <message>
        <source>Planning was cancelled</source>
        <translation>Die Planung wurde abgebrochen</translation>
    </message>
    <message>
        <source>The plan is as it was. A call that was under way may be charged.</source>
        <translation>Der Plan ist, wie er war. Ein Aufruf, der unterwegs war, kann berechnet werden.</translation>
    </message>
    <message>
        <source>Plan again</source>
        <translation>Neu planen</translation>
    </message>
    <message>
        <source>Planning: the model is asked…</source>
        <translation>Planung: das Modell wird gefragt …</translation>
    </message>
    <message>
        <source>The goal is being read.</source>
        <translation>Das Ziel wird gelesen.</translation>
    </message>
    <message>
        <source>The goal is no longer the one that was planned. Planning again: %1.</source>
        <translation>Das Ziel ist nicht mehr das geplante. Neu planen: %1.</translation>
    </message>
    <message>
        <source>Planning will take %1.</source>
        <translation>Die Planung braucht %1.</translation>
    </message>
    <message>
        <source>Apply or revert what is typed under Source.</source>
        <translation>Übernehmen oder verwerfen Sie, was unter Quelltext getippt ist.</translation>
    </message>
    <message numerus="yes">
        <source>Start without %n proposed change(s)</source>
        <translation>
            <numerusform>Ohne %Ln vorgeschlagene Änderung starten</numerusform>
            <numerusform>Ohne %Ln vorgeschlagene Änderungen starten</numerusform>
        </translation>
    </message>
    <message>
        <source>The plan comes when what you are writing is complete.</source>
        <translation>Der Plan kommt, wenn das, was Sie schreiben, vollständig ist.</translation>
    </message>
    <message>
        <source>It is longer than 16 MiB.</source>
        <translation>Es ist länger als 16 MiB.</translation>
    </message>
    <message>
        <source>The goal that was being written could not be read</source>
        <translation>Das begonnene Ziel konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>Its file is kept: %1</source>
        <translation>Die Datei ist aufgehoben: %1</translation>
    </message>
    <message>
        <source>What you write is not kept on the disk</source>
        <translation>Was Sie schreiben, wird nicht auf der Platte aufgehoben</translation>
    </message>
    <message>
        <source>The last goal is kept for this window only</source>
        <translation>Das letzte Ziel ist nur für dieses Fenster aufgehoben</translation>
    </message>
    <message>
        <source>Use the last goal</source>
        <translation>Letztes Ziel verwenden</translation>
    </message>
    <message>
        <source>Fills in the goal that was started last, to run it again or to change it</source>
        <translation>Setzt das zuletzt gestartete Ziel ein, um es noch einmal auszuführen oder zu ändern</translation>
    </message>
    <message>
        <source>%1 does not exist.</source>
        <translation>%1 gibt es nicht.</translation>
    </message>
    <message>
        <source>Not a time: a time of day such as 07:00, or a date with a time.</source>
        <translation>Keine Zeit: erwartet wird eine Uhrzeit wie 07:00 oder ein Datum mit Uhrzeit.</translation>
    </message>
    <message>
        <source>Instruction…</source>
        <translation>Auftrag…</translation>
    </message>
    <message>
        <source>What the current task is to do</source>
        <translation>Was die aktuelle Aufgabe zu tun hat</translation>
    </message>
    <message>
        <source>there is no plan yet</source>
        <translation>es gibt noch keinen Plan</translation>
    </message>
    <message>
        <source>no proposed change is selected</source>
        <translation>keine vorgeschlagene Änderung gewählt</translation>
    </message>
    <message>
        <source>nothing is chosen</source>
        <translation>nichts gewählt</translation>
    </message>
    <message>
        <source>no task is chosen</source>
        <translation>keine Aufgabe gewählt</translation>
    </message>
    <message>
        <source>the current task was not changed by hand</source>
        <translation>die aktuelle Aufgabe wurde nicht von Hand geändert</translation>
    </message>
    <message>
        <source>Not available: %1</source>
        <translation>Nicht verfügbar: %1</translation>
    </message>
    <message>
        <source>Nothing was started</source>
        <translation>Es wurde nichts gestartet</translation>
    </message>
    <message>
        <source>None of the files that it is about is among the sources.</source>
        <translation>Keine der Dateien, um die es darin geht, gehört zu den Quellen.</translation>
    </message>
    <message>
        <source>The plan is older than the goal: mend what is wrong with the goal.</source>
        <translation>Der Plan ist älter als das Ziel: Beheben Sie, was am Ziel nicht stimmt.</translation>
    </message>
    <message>
        <source>There is no text file in them that can be read.</source>
        <translation>Darin ist keine Textdatei, die gelesen werden kann.</translation>
    </message>
    <message>
        <source>The plan below is of what you wrote before</source>
        <translation>Der Plan unten gehört zu dem, was vorher dastand</translation>
    </message>
    <message numerus="yes">
        <source>For %n task(s) of the plan, marked with “!”, there is no file among the sources: accept the proposed change (undo, if you rejected it), delete them, or add their sources again.</source>
        <translation>
            <numerusform>Für %n Aufgabe des Plans, mit „!“ gekennzeichnet, gibt es keine Datei unter den Quellen: die vorgeschlagene Änderung annehmen (rückgängig machen, falls sie abgelehnt wurde), die Aufgabe löschen oder ihre Quellen wieder hinzufügen.</numerusform>
            <numerusform>Für %n Aufgaben des Plans, mit „!“ gekennzeichnet, gibt es keine Datei unter den Quellen: die vorgeschlagene Änderung annehmen (rückgängig machen, falls sie abgelehnt wurde), die Aufgaben löschen oder ihre Quellen wieder hinzufügen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skein::ui::GoalView</name>
    <message>
        <source>Write your own goal</source>
        <translation>Ein eigenes Ziel schreiben</translation>
    </message>
    <message>
        <source>Say what you want and what it is about; the plan appears as you write. With the offline agents it is free and needs no model: they extract, cite and assemble what your files say. What needs a model, such as writing code, is refused in the plan.</source>
        <translation>Sagen Sie, was Sie wollen und worum es geht; der Plan entsteht beim Schreiben. Mit den Offline-Agenten ist es kostenlos und braucht kein Modell: Sie ziehen heraus, belegen und fügen zusammen, was Ihre Dateien sagen. Was ein Modell braucht, etwa Programme zu schreiben, wird im Plan abgelehnt.</translation>
    </message>
    <message>
        <source>Write a goal</source>
        <translation>Ziel schreiben</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet&#xa0;…</translation>
    </message>
    <message>
        <source>Write what you want; the plan appears beside it</source>
        <translation>Schreiben Sie, was Sie wollen; der Plan erscheint daneben</translation>
    </message>
    <message>
        <source>Skein plans a goal, runs it with a swarm of agents, and shows you every decision.</source>
        <translation>Skein plant ein Ziel, führt es mit einem Schwarm von Agenten aus und zeigt Ihnen jede Entscheidung.</translation>
    </message>
    <message>
        <source>Connect a provider</source>
        <translation>Einen Anbieter verbinden</translation>
    </message>
    <message>
        <source>For work that needs a model. You can do this later.</source>
        <translation>Für Arbeit, die ein Modell braucht. Das geht auch später.</translation>
    </message>
    <message>
        <source>Look for servers on this computer</source>
        <translation>Server auf diesem Rechner suchen</translation>
    </message>
    <message>
        <source>It is looking.</source>
        <translation>Die Suche läuft.</translation>
    </message>
    <message>
        <source>Asking this computer for model servers…</source>
        <translation>Dieser Rechner wird nach Modellservern gefragt&#xa0;…</translation>
    </message>
    <message>
        <source>The server was not connected</source>
        <translation>Der Server wurde nicht verbunden</translation>
    </message>
    <message>
        <source>It has no model that writes text.</source>
        <translation>Er hat kein Modell, das Text schreibt.</translation>
    </message>
    <message>
        <source>The server is connected</source>
        <translation>Der Server ist verbunden</translation>
    </message>
    <message>
        <source>Choose its models under “Who does it” when you write a goal.</source>
        <translation>Wählen Sie seine Modelle unter „Wer es tut“, wenn Sie ein Ziel schreiben.</translation>
    </message>
    <message>
        <source>Servers on this computer (Ollama, llama.cpp, LM Studio, vLLM) are found by themselves.</source>
        <translation>Server auf diesem Rechner (Ollama, llama.cpp, LM Studio, vLLM) werden von selbst gefunden.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal suchen</translation>
    </message>
    <message>
        <source>No model server answers on this computer.</source>
        <translation>Auf diesem Rechner antwortet kein Modellserver.</translation>
    </message>
    <message>
        <source>There are keys for %1.</source>
        <translation>Es gibt Schlüssel für %1.</translation>
    </message>
    <message>
        <source>Use %1 (%2)</source>
        <translation>%1 benutzen (%2)</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%Ln Modell</numerusform>
            <numerusform>%Ln Modelle</numerusform>
        </translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>All ways to start</source>
        <translation>Alle Wege zu beginnen</translation>
    </message>
    <message>
        <source>Goal</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>The document cannot be shown</source>
        <translation>Das Dokument lässt sich nicht zeigen</translation>
    </message>
    <message>
        <source>The document is saved</source>
        <translation>Das Dokument ist gespeichert</translation>
    </message>
    <message>
        <source>The document was not saved</source>
        <translation>Das Dokument wurde nicht gespeichert</translation>
    </message>
    <message>
        <source>Resolve conflicts  (F8)</source>
        <translation>Konflikte entscheiden  (F8)</translation>
    </message>
    <message>
        <source>Open the document</source>
        <translation>Dokument öffnen</translation>
    </message>
    <message>
        <source>Save the document…</source>
        <translation>Dokument speichern&#xa0;…</translation>
    </message>
    <message>
        <source>Retry failed tasks</source>
        <translation>Fehlgeschlagene wiederholen</translation>
    </message>
    <message>
        <source>Run the sample</source>
        <translation>Beispiel ausführen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen&#xa0;…</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>Wählen: %1</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>As the goal file says; offline agents otherwise</source>
        <translation>Wie die Zieldatei sagt; sonst Offline-Agenten</translation>
    </message>
    <message>
        <source>OpenAI-compatible endpoint</source>
        <translation>OpenAI-verträglicher Endpunkt</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>Basis-URL</translation>
    </message>
    <message>
        <source>Model name</source>
        <translation>Modellname</translation>
    </message>
    <message>
        <source>as the endpoint calls it</source>
        <translation>wie der Endpunkt es nennt</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Millionths of a dollar per million tokens, so that every call can be charged</source>
        <translation>Millionstel Dollar je Million Tokens, damit jeder Aufruf berechnet werden kann</translation>
    </message>
    <message>
        <source>The key is the one in SKEIN_API_KEY; it is sent to this endpoint only.</source>
        <translation>Der Schlüssel ist der in SKEIN_API_KEY; er wird nur an diesen Endpunkt gesendet.</translation>
    </message>
    <message>
        <source>No key is sent: SKEIN_API_KEY is not set. Set it before Skein starts if the endpoint asks for one.</source>
        <translation>Es wird kein Schlüssel gesendet: SKEIN_API_KEY ist nicht gesetzt. Setzen Sie es vor dem Start von Skein, wenn der Endpunkt einen verlangt.</translation>
    </message>
    <message>
        <source>Run a goal file</source>
        <translation>Eine Zieldatei ausführen</translation>
    </message>
    <message>
        <source>A goal file names what you want, a recipe and the sources; a plan file names the tasks.</source>
        <translation>Eine Zieldatei nennt, was Sie wollen, ein Rezept und die Quellen; eine Plandatei nennt die Aufgaben.</translation>
    </message>
    <message>
        <source>Goal file</source>
        <translation>Zieldatei</translation>
    </message>
    <message>
        <source>goal.yaml or plan.json</source>
        <translation>goal.yaml oder plan.json</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>Arbeitsbereich</translation>
    </message>
    <message>
        <source>where the run is recorded (.skein)</source>
        <translation>wo der Lauf aufgezeichnet wird (.skein)</translation>
    </message>
    <message>
        <source>Workspace of the run</source>
        <translation>Arbeitsbereich des Laufs</translation>
    </message>
    <message>
        <source>Skein workspaces (*.skein)</source>
        <translation>Skein-Arbeitsbereiche (*.skein)</translation>
    </message>
    <message>
        <source>Results folder</source>
        <translation>Ergebnisordner</translation>
    </message>
    <message>
        <source>gets the document and the audit bundle</source>
        <translation>bekommt das Dokument und das Prüfpaket</translation>
    </message>
    <message>
        <source>Folder for the results</source>
        <translation>Ordner für die Ergebnisse</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>Budget, USD</source>
        <translation>Budget, USD</translation>
    </message>
    <message>
        <source>the goal file&apos;s, if left empty</source>
        <translation>das der Zieldatei, wenn leer</translation>
    </message>
    <message>
        <source>Start the run</source>
        <translation>Lauf starten</translation>
    </message>
    <message>
        <source>Open a workspace</source>
        <translation>Einen Arbeitsbereich öffnen</translation>
    </message>
    <message>
        <source>Shows a run that exists, also one that another program is running at this moment.</source>
        <translation>Zeigt einen vorhandenen Lauf, auch einen, den ein anderes Programm gerade ausführt.</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen&#xa0;…</translation>
    </message>
    <message>
        <source>Goal or plan file</source>
        <translation>Ziel- oder Plandatei</translation>
    </message>
    <message>
        <source>Goals and plans (*.yaml *.yml *.json)</source>
        <translation>Ziele und Pläne (*.yaml *.yml *.json)</translation>
    </message>
    <message>
        <source>Folder for the document and the bundle</source>
        <translation>Ordner für Dokument und Prüfpaket</translation>
    </message>
    <message>
        <source>The document is open in your browser</source>
        <translation>Das Dokument ist in Ihrem Browser offen</translation>
    </message>
    <message>
        <source>No program on this desktop opens web pages</source>
        <translation>Kein Programm auf diesem Rechner öffnet Webseiten</translation>
    </message>
    <message>
        <source>The document is here: %1</source>
        <translation>Das Dokument liegt hier: %1</translation>
    </message>
    <message>
        <source>Choose a goal file first.</source>
        <translation>Wählen Sie zuerst eine Zieldatei.</translation>
    </message>
    <message>
        <source>The goal file does not exist.</source>
        <translation>Die Zieldatei gibt es nicht.</translation>
    </message>
    <message>
        <source>Name the workspace that records the run.</source>
        <translation>Nennen Sie den Arbeitsbereich, der den Lauf aufzeichnet.</translation>
    </message>
    <message>
        <source>Name a folder for the results.</source>
        <translation>Nennen Sie einen Ordner für die Ergebnisse.</translation>
    </message>
    <message>
        <source>The budget is a number of dollars like 5.00.</source>
        <translation>Das Budget ist eine Zahl in Dollar, etwa 5,00.</translation>
    </message>
    <message>
        <source>Name the base URL of the endpoint.</source>
        <translation>Nennen Sie die Basis-URL des Endpunkts.</translation>
    </message>
    <message>
        <source>Name the model.</source>
        <translation>Nennen Sie das Modell.</translation>
    </message>
    <message>
        <source>Give the price, so that calls can be charged.</source>
        <translation>Geben Sie den Preis an, damit Aufrufe berechnet werden können.</translation>
    </message>
    <message>
        <source>Calls to a model cost money: set a budget.</source>
        <translation>Aufrufe an ein Modell kosten Geld: Setzen Sie ein Budget.</translation>
    </message>
    <message>
        <source>Constraints: %1</source>
        <translation>Bedingungen: %1</translation>
    </message>
    <message>
        <source>Workspace: %1</source>
        <translation>Arbeitsbereich: %1</translation>
    </message>
    <message>
        <source>Document: draft, with both sides of every open conflict</source>
        <translation>Dokument: Entwurf, mit beiden Seiten jedes offenen Konflikts</translation>
    </message>
    <message>
        <source>Document: complete</source>
        <translation>Dokument: vollständig</translation>
    </message>
    <message>
        <source>Let held tasks pass</source>
        <translation>Angehaltene Aufgaben weiterlassen</translation>
    </message>
    <message>
        <source>Connect a provider…</source>
        <translation>Anbieter verbinden …</translation>
    </message>
    <message>
        <source>There is no key of a provider yet.</source>
        <translation>Es gibt noch keinen Schlüssel eines Anbieters.</translation>
    </message>
    <message>
        <source>Explore a recorded run</source>
        <translation>Einen aufgezeichneten Lauf erkunden</translation>
    </message>
    <message>
        <source>Connected: %1.</source>
        <translation>Verbunden: %1.</translation>
    </message>
    <message>
        <source>When it is done…</source>
        <translation>Wenn er fertig ist&#xa0;…</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>Documents a small project with the built-in offline agents and finds the contradictions it contains. Free; nothing is sent anywhere. It ends almost at once: the timeline shows afterwards how it went.</source>
        <translation>Dokumentiert ein kleines Projekt mit den eingebauten Offline-Agenten und findet die Widersprüche darin. Kostenlos; nichts wird irgendwohin gesendet. Es endet fast sofort: Die Zeitleiste zeigt danach, wie es ablief.</translation>
    </message>
    <message>
        <source>The goal file cannot be edited here</source>
        <translation>Die Zieldatei kann hier nicht bearbeitet werden</translation>
    </message>
    <message>
        <source>Edit it first</source>
        <translation>Zuerst bearbeiten</translation>
    </message>
    <message>
        <source>Opens it as a draft; the file stays as it is</source>
        <translation>Öffnet es als Entwurf; die Datei bleibt, wie sie ist</translation>
    </message>
    <message>
        <source>The next start opens it instead of this page.</source>
        <translation>Der nächste Start öffnet ihn statt dieser Seite.</translation>
    </message>
    <message>
        <source>Do not show this page at the start: begin with the last run</source>
        <translation>Diese Seite beim Start nicht zeigen: mit dem letzten Lauf beginnen</translation>
    </message>
</context>
<context>
    <name>skein::ui::GraphCanvas</name>
    <message>
        <source>Task graph</source>
        <translation>Aufgabengraph</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s). The Tasks view shows the same as a table.</source>
        <translation>
            <numerusform>%Ln Aufgabe. Die Ansicht Aufgaben zeigt dasselbe als Tabelle.</numerusform>
            <numerusform>%Ln Aufgaben. Die Ansicht Aufgaben zeigt dasselbe als Tabelle.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n task(s), %2</source>
        <translation>
            <numerusform>%1, %Ln Aufgabe, %2</numerusform>
            <numerusform>%1, %Ln Aufgaben, %2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1
%2: %3
%4</source>
        <translation>%1
%2: %3
%4</translation>
    </message>
    <message>
        <source>%1
%2</source>
        <translation>%1
%2</translation>
    </message>
    <message>
        <source>stack, </source>
        <translation>Stapel, </translation>
    </message>
    <message>
        <source>%1 of %2 done</source>
        <translation>%1 von %2 fertig</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%Ln gefunden</numerusform>
            <numerusform>%Ln gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2, %3, %4</source>
        <translation>%1, %2, %3, %4</translation>
    </message>
    <message numerus="yes">
        <source>needs %n task(s)</source>
        <translation>
            <numerusform>benötigt %n Aufgabe</numerusform>
            <numerusform>benötigt %n Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>needs nothing</source>
        <translation>benötigt nichts</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) need{s} it</source>
        <translation>
            <numerusform>%n Aufgabe benötigt sie</numerusform>
            <numerusform>%n Aufgaben benötigen sie</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing needs it</source>
        <translation>nichts benötigt sie</translation>
    </message>
    <message>
        <source>%1, pause point before it</source>
        <translation>%1, Haltepunkt davor</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n task(s)</source>
        <translation>
            <numerusform>%1, %n Aufgabe</numerusform>
            <numerusform>%1, %n Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>%1K</source>
        <translation>%1 Tsd.</translation>
    </message>
</context>
<context>
    <name>skein::ui::GraphFind</name>
    <message>
        <source>Find in the graph</source>
        <translation>Im Graphen suchen</translation>
    </message>
    <message>
        <source>Words of a title or an id</source>
        <translation>Wörter eines Titels oder eine ID</translation>
    </message>
    <message>
        <source>Previous found task</source>
        <translation>Vorige gefundene Aufgabe</translation>
    </message>
    <message>
        <source>Next found task</source>
        <translation>Nächste gefundene Aufgabe</translation>
    </message>
    <message>
        <source>End finding</source>
        <translation>Suche beenden</translation>
    </message>
    <message>
        <source>No task has these words</source>
        <translation>Keine Aufgabe hat diese Wörter</translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%Ln gefunden</numerusform>
            <numerusform>%Ln gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>skein::ui::GraphMinimap</name>
    <message>
        <source>Map of the graph</source>
        <translation>Karte des Graphen</translation>
    </message>
    <message>
        <source>Arrow keys move what the graph shows, Esc goes back to the graph.</source>
        <translation>Die Pfeiltasten verschieben, was der Graph zeigt; Esc führt zum Graphen zurück.</translation>
    </message>
    <message>
        <source>Drag to move, or use the arrow keys</source>
        <translation>Zum Verschieben ziehen oder die Pfeiltasten benutzen</translation>
    </message>
</context>
<context>
    <name>skein::ui::GraphView</name>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Kritisch</translation>
    </message>
    <message>
        <source>Near</source>
        <translation>Nähe</translation>
    </message>
    <message>
        <source>Show more of the graph</source>
        <translation>Mehr vom Graphen zeigen</translation>
    </message>
    <message>
        <source>Show the graph larger</source>
        <translation>Den Graphen größer zeigen</translation>
    </message>
    <message>
        <source>Zoom to 100%</source>
        <translation>Auf 100 % zoomen</translation>
    </message>
    <message>
        <source>100%</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>&amp;Fit the graph</source>
        <translation>Graph &amp;einpassen</translation>
    </message>
    <message>
        <source>Show the whole graph</source>
        <translation>Den ganzen Graphen zeigen</translation>
    </message>
    <message>
        <source>Show the tasks of the selected group, or close the phase of the selected task</source>
        <translation>Die Aufgaben der gewählten Gruppe zeigen oder die Phase der gewählten Aufgabe schließen</translation>
    </message>
    <message>
        <source>collapse</source>
        <translation>zuklappen</translation>
    </message>
    <message>
        <source>expand</source>
        <translation>aufklappen</translation>
    </message>
    <message>
        <source>Open all phases</source>
        <translation>Alle Phasen öffnen</translation>
    </message>
    <message>
        <source>Draw every task</source>
        <translation>Jede Aufgabe zeichnen</translation>
    </message>
    <message>
        <source>Close all phases</source>
        <translation>Alle Phasen schließen</translation>
    </message>
    <message>
        <source>Draw one box per phase</source>
        <translation>Einen Kasten je Phase zeichnen</translation>
    </message>
    <message>
        <source>Keep running tasks in sight (G in the graph)</source>
        <translation>Laufende Aufgaben im Blick behalten (G im Graphen)</translation>
    </message>
    <message>
        <source>Mark the longest chain of what is left (C in the graph)</source>
        <translation>Die längste Kette dessen markieren, was noch bleibt (C im Graphen)</translation>
    </message>
    <message>
        <source>again</source>
        <translation>noch einmal</translation>
    </message>
    <message>
        <source>downstream</source>
        <translation>nachgelagert</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Run tasks again: how many, and what it may cost</source>
        <translation>Aufgaben noch einmal ausführen: wie viele, und was es kosten kann</translation>
    </message>
    <message>
        <source>Not available: %1</source>
        <translation>Nicht verfügbar: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>This task</source>
        <translation>Diese Aufgabe</translation>
    </message>
    <message>
        <source>It and everything after</source>
        <translation>Sie und alles danach</translation>
    </message>
    <message>
        <source>All failed</source>
        <translation>Alle fehlgeschlagenen</translation>
    </message>
    <message>
        <source>Amounts are estimates, by what attempts of these tasks cost</source>
        <translation>Beträge sind Schätzungen nach dem, was Versuche dieser Aufgaben gekostet haben</translation>
    </message>
    <message>
        <source>%1%</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>there is no graph yet</source>
        <translation>es gibt noch keinen Graphen</translation>
    </message>
    <message>
        <source>no task is selected</source>
        <translation>es ist keine Aufgabe gewählt</translation>
    </message>
    <message>
        <source>there is no run yet</source>
        <translation>es gibt noch keinen Lauf</translation>
    </message>
    <message>
        <source>No graph yet</source>
        <translation>Noch kein Graph</translation>
    </message>
    <message>
        <source>The task graph appears here</source>
        <translation>Hier erscheint der Aufgabengraph</translation>
    </message>
    <message>
        <source>There is no run in this window yet.</source>
        <translation>In diesem Fenster gibt es noch keinen Lauf.</translation>
    </message>
    <message>
        <source>Start one</source>
        <translation>Einen Lauf starten</translation>
    </message>
    <message>
        <source>Show the table</source>
        <translation>Tabelle zeigen</translation>
    </message>
    <message>
        <source>The graph cannot be drawn</source>
        <translation>Der Graph lässt sich nicht zeichnen</translation>
    </message>
    <message>
        <source>%1 The Tasks view shows the same tasks as a table.</source>
        <translation>%1 Die Ansicht Aufgaben zeigt dieselben Aufgaben als Tabelle.</translation>
    </message>
    <message>
        <source>None match the filter</source>
        <translation>Nichts passt zum Filter</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) hidden by it.</source>
        <translation>
            <numerusform>%Ln Aufgabe verbirgt er.</numerusform>
            <numerusform>%Ln Aufgaben verbirgt er.</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>%1 of %2 done</source>
        <translation>%1 von %2 fertig</translation>
    </message>
    <message numerus="yes">
        <source>, %n running</source>
        <translation>
            <numerusform>, %Ln läuft</numerusform>
            <numerusform>, %Ln laufen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n failed</source>
        <translation>
            <numerusform>, %Ln fehlgeschlagen</numerusform>
            <numerusform>, %Ln fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n wait{s} for you</source>
        <translation>
            <numerusform>, %Ln wartet auf Sie</numerusform>
            <numerusform>, %Ln warten auf Sie</numerusform>
        </translation>
    </message>
    <message>
        <source>Filtered: %1 of %2 tasks are drawn.</source>
        <translation>Gefiltert: %1 von %2 Aufgaben sind gezeichnet.</translation>
    </message>
    <message>
        <source>by measured times (estimate)</source>
        <translation>nach gemessenen Zeiten (Schätzung)</translation>
    </message>
    <message>
        <source>by number of tasks</source>
        <translation>nach Zahl der Aufgaben</translation>
    </message>
    <message>
        <source>No chain is left: nothing is still to run.</source>
        <translation>Keine Kette bleibt: Es ist nichts mehr auszuführen.</translation>
    </message>
    <message>
        <source>Boxes stand for several tasks; Enter opens one. Arrow keys follow the dependencies.</source>
        <translation>Kästen stehen für mehrere Aufgaben; Eingabe öffnet einen. Pfeiltasten folgen den Abhängigkeiten.</translation>
    </message>
    <message>
        <source>Arrow keys follow the dependencies, Enter opens a task.</source>
        <translation>Pfeiltasten folgen den Abhängigkeiten, Eingabe öffnet eine Aufgabe.</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>&amp;Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>N&amp;atural size</source>
        <translation>Originalgröße</translation>
    </message>
    <message>
        <source>Open or close th&amp;e group</source>
        <translation>Gruppe ö&amp;ffnen oder schließen</translation>
    </message>
    <message>
        <source>Follo&amp;w running tasks</source>
        <translation>Laufenden Aufgaben fol&amp;gen</translation>
    </message>
    <message>
        <source>Show the critical pat&amp;h</source>
        <translation>Kri&amp;tischen Pfad zeigen</translation>
    </message>
    <message>
        <source>Onl&amp;y what is near</source>
        <translation>Nur &amp;was nahe ist</translation>
    </message>
    <message>
        <source>Find &amp;next in the graph</source>
        <translation>Im Graphen weiters&amp;uchen</translation>
    </message>
    <message>
        <source>Select the next task that was found</source>
        <translation>Die nächste gefundene Aufgabe auswählen</translation>
    </message>
    <message>
        <source>Find &amp;previous in the graph</source>
        <translation>Im Graphen zurücksu&amp;chen</translation>
    </message>
    <message>
        <source>Select the task that was found before</source>
        <translation>Die zuvor gefundene Aufgabe auswählen</translation>
    </message>
    <message>
        <source>Follow paused, G to resume</source>
        <translation>Folgen ausgesetzt, weiter mit G</translation>
    </message>
    <message>
        <source>nothing is found in the graph</source>
        <translation>im Graphen ist nichts gefunden</translation>
    </message>
    <message>
        <source>❙ pause point %1</source>
        <translation>❙ Haltepunkt %1</translation>
    </message>
    <message>
        <source>Show the critical path so far</source>
        <translation>Den bisherigen kritischen Pfad zeigen</translation>
    </message>
    <message>
        <source>Mark the chain that the run has waited for so far (Shift+C in the graph)</source>
        <translation>Die Kette markieren, auf die der Lauf bisher gewartet hat (Umschalt+C im Graphen)</translation>
    </message>
    <message>
        <source>Show what is a few dependencies away from the selected task (N, or 1 to 9 in the graph)</source>
        <translation>Zeigen, was wenige Abhängigkeiten von der gewählten Aufgabe entfernt ist (N oder 1 bis 9 im Graphen)</translation>
    </message>
    <message>
        <source>Near: both ways</source>
        <translation>Nähe: beide Richtungen</translation>
    </message>
    <message>
        <source>Near: what it needs</source>
        <translation>Nähe: was sie benötigt</translation>
    </message>
    <message>
        <source>Near: what needs it</source>
        <translation>Nähe: was sie benötigen</translation>
    </message>
    <message>
        <source>Near the selected task, whatever way the dependencies go (B in the graph)</source>
        <translation>In der Nähe der gewählten Aufgabe, gleich in welcher Richtung die Abhängigkeiten gehen (B im Graphen)</translation>
    </message>
    <message>
        <source>Near the selected task, only what it rests on (U in the graph)</source>
        <translation>In der Nähe der gewählten Aufgabe, nur worauf sie beruht (U im Graphen)</translation>
    </message>
    <message>
        <source>Near the selected task, only what rests on it (D in the graph)</source>
        <translation>In der Nähe der gewählten Aufgabe, nur was auf ihr beruht (D im Graphen)</translation>
    </message>
    <message>
        <source>Near: one dependency further</source>
        <translation>Nähe: eine Abhängigkeit weiter</translation>
    </message>
    <message>
        <source>1 to 9 in the graph choose how far</source>
        <translation>1 bis 9 im Graphen wählen, wie weit</translation>
    </message>
    <message>
        <source>Near: one dependency less</source>
        <translation>Nähe: eine Abhängigkeit weniger</translation>
    </message>
    <message numerus="yes">
        <source>What %1 needs, %n hop(s)</source>
        <translation>
            <numerusform>Was %1 benötigt, %n Schritt</numerusform>
            <numerusform>Was %1 benötigt, %n Schritte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What needs %1, %n hop(s)</source>
        <translation>
            <numerusform>Was auf %1 beruht, %n Schritt</numerusform>
            <numerusform>Was auf %1 beruht, %n Schritte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Near %1, %n hop(s)</source>
        <translation>
            <numerusform>Nahe %1, %n Schritt</numerusform>
            <numerusform>Nahe %1, %n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2 of %3 tasks. 1 to 9 choose how far, Esc shows all.</source>
        <translation>%1: %2 von %3 Aufgaben. 1 bis 9 wählen, wie weit, Esc zeigt alle.</translation>
    </message>
    <message>
        <source>No chain yet: nothing has begun.</source>
        <translation>Noch keine Kette: Nichts hat begonnen.</translation>
    </message>
    <message numerus="yes">
        <source>Double line: what the run has waited for so far, %n task(s), %1, of it %2 between them.</source>
        <translation>
            <numerusform>Doppelte Linie: worauf der Lauf bisher gewartet hat, %n Aufgabe, %1, davon %2 dazwischen.</numerusform>
            <numerusform>Doppelte Linie: worauf der Lauf bisher gewartet hat, %n Aufgaben, %1, davon %2 dazwischen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Double line: the longest chain of what is left, %n task(s), %1. Slack is in the drawer.</source>
        <translation>
            <numerusform>Doppelte Linie: die längste Kette dessen, was bleibt, %n Aufgabe, %1. Der Puffer steht im Protokollbereich.</numerusform>
            <numerusform>Doppelte Linie: die längste Kette dessen, was bleibt, %n Aufgaben, %1. Der Puffer steht im Protokollbereich.</numerusform>
        </translation>
    </message>
    <message>
        <source>everything is shown</source>
        <translation>es ist alles zu sehen</translation>
    </message>
    <message>
        <source>that is as far as it goes</source>
        <translation>weiter geht es nicht</translation>
    </message>
    <message>
        <source>nothing is nearer</source>
        <translation>näher ist nichts</translation>
    </message>
    <message numerus="yes">
        <source>Near: %n hop(s)</source>
        <translation>
            <numerusform>Nähe: %n Schritt</numerusform>
            <numerusform>Nähe: %n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>═ critical path</source>
        <translation>═ kritischer Pfad</translation>
    </message>
    <message>
        <source>number on a line: so many dependencies</source>
        <translation>Zahl an einer Linie: so viele Abhängigkeiten</translation>
    </message>
    <message>
        <source>Group by phase</source>
        <translation>Nach Phase gruppieren</translation>
    </message>
    <message>
        <source>A box of the graph is a phase</source>
        <translation>Ein Kasten des Graphen ist eine Phase</translation>
    </message>
    <message>
        <source>Group by kind</source>
        <translation>Nach Art gruppieren</translation>
    </message>
    <message>
        <source>A box of the graph is a kind of task</source>
        <translation>Ein Kasten des Graphen ist eine Art von Aufgabe</translation>
    </message>
    <message>
        <source>Group by state</source>
        <translation>Nach Zustand gruppieren</translation>
    </message>
    <message>
        <source>A box of the graph holds the tasks that are in one state now; it keeps them until it is chosen again</source>
        <translation>Ein Kasten des Graphen hält die Aufgaben, die jetzt in einem Zustand sind; sie bleiben darin, bis das wieder gewählt wird</translation>
    </message>
    <message>
        <source>group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>cluster</source>
        <translation>Bündel</translation>
    </message>
    <message>
        <source>What a box of the graph stands for</source>
        <translation>Wofür ein Kasten des Graphen steht</translation>
    </message>
    <message>
        <source>longest chain</source>
        <translation>längste Kette</translation>
    </message>
    <message>
        <source>bottleneck</source>
        <translation>Engpass</translation>
    </message>
    <message>
        <source>slack</source>
        <translation>Puffer</translation>
    </message>
    <message>
        <source>Show the slack of tasks</source>
        <translation>Puffer der Aufgaben zeigen</translation>
    </message>
    <message>
        <source>How much later each task may end without moving the end of the run</source>
        <translation>Wie viel später jede Aufgabe enden darf, ohne das Ende des Laufs zu verschieben</translation>
    </message>
    <message>
        <source>critical path</source>
        <translation>kritischer Pfad</translation>
    </message>
    <message>
        <source>float</source>
        <translation>Schlupf</translation>
    </message>
    <message>
        <source>neighbourhood</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>hops</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>upstream</source>
        <translation>vorgelagert</translation>
    </message>
    <message>
        <source>Group: phase</source>
        <translation>Gruppe: Phase</translation>
    </message>
    <message>
        <source>Group: kind</source>
        <translation>Gruppe: Art</translation>
    </message>
    <message>
        <source>Group: state</source>
        <translation>Gruppe: Zustand</translation>
    </message>
    <message>
        <source>it is in the drawer of the main window</source>
        <translation>er ist im Protokollbereich des Hauptfensters</translation>
    </message>
    <message>
        <source>Retry the selected tas&amp;ks</source>
        <translation>Aus&amp;gewählte Aufgaben wiederholen</translation>
    </message>
    <message>
        <source>Run the selected tasks again; their results are replaced</source>
        <translation>Die ausgewählten Aufgaben noch einmal ausführen; ihre Ergebnisse werden ersetzt</translation>
    </message>
    <message>
        <source>Retry the selected tasks and everything &amp;after</source>
        <translation>Ausgewählte Aufgaben und alles &amp;danach wiederholen</translation>
    </message>
    <message>
        <source>Run the selected tasks again and all that consumes their results, directly or through others</source>
        <translation>Die ausgewählten Aufgaben noch einmal ausführen und alles, was ihre Ergebnisse benutzt, direkt oder über andere</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>Ausgewählt</translation>
    </message>
    <message>
        <source>They and everything after</source>
        <translation>Sie und alles danach</translation>
    </message>
    <message>
        <source>the workspace can no longer be read</source>
        <translation>der Arbeitsbereich lässt sich nicht mehr lesen</translation>
    </message>
</context>
<context>
    <name>skein::ui::InlineBanner</name>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>Diese Meldung ausblenden</translation>
    </message>
</context>
<context>
    <name>skein::ui::Inspector</name>
    <message>
        <source>%1, cited</source>
        <translation>%1, zitiert</translation>
    </message>
    <message>
        <source>%1, used</source>
        <translation>%1, benutzt</translation>
    </message>
    <message>
        <source>%1, not used</source>
        <translation>%1, nicht benutzt</translation>
    </message>
    <message>
        <source>No task selected</source>
        <translation>Keine Aufgabe gewählt</translation>
    </message>
    <message>
        <source>Select a task in the graph or the table.</source>
        <translation>Wählen Sie eine Aufgabe im Graphen oder in der Tabelle.</translation>
    </message>
    <message>
        <source>About the selected task</source>
        <translation>Über die gewählte Aufgabe</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>Benötigt</translation>
    </message>
    <message>
        <source>Feeds</source>
        <translation>Benötigt von</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Worum es geht</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>The reason it is in the window</source>
        <translation>Der Grund, warum es im Fenster steht</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wertung</translation>
    </message>
    <message>
        <source>How well it matched the question; more is better</source>
        <translation>Wie gut es zur Frage passte; mehr ist besser</translation>
    </message>
    <message>
        <source>Left out because</source>
        <translation>Weggelassen, weil</translation>
    </message>
    <message>
        <source>Parts of the context window</source>
        <translation>Teile des Kontextfensters</translation>
    </message>
    <message>
        <source>Included</source>
        <translation>Enthalten</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Weggelassen</translation>
    </message>
    <message>
        <source>Exact prompt</source>
        <translation>Genauer Prompt</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Cost, USD</source>
        <translation>Kosten, USD</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Where the calls went, and why there</source>
        <translation>Wohin die Aufrufe gingen, und warum dorthin</translation>
    </message>
    <message>
        <source>Part of this task could not be read</source>
        <translation>Ein Teil dieser Aufgabe ließ sich nicht lesen</translation>
    </message>
    <message>
        <source>No output yet</source>
        <translation>Noch keine Ausgabe</translation>
    </message>
    <message>
        <source>This task has not been started.</source>
        <translation>Diese Aufgabe hat noch nicht begonnen.</translation>
    </message>
    <message>
        <source>The attempt has not finished.</source>
        <translation>Der Versuch ist noch nicht fertig.</translation>
    </message>
    <message>
        <source>Try %1
%2</source>
        <translation>Versuch %1
%2</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %Ln weitere</numerusform>
            <numerusform>%1 und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>%1 in, %2 out</source>
        <translation>%1 ein, %2 aus</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %Ln weitere</numerusform>
            <numerusform>und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>No context window yet</source>
        <translation>Noch kein Kontextfenster</translation>
    </message>
    <message>
        <source>What the agent sees is put together when an attempt starts.</source>
        <translation>Was der Agent sieht, wird zusammengestellt, wenn ein Versuch beginnt.</translation>
    </message>
    <message>
        <source>%1 tokens, %2; band %3–%4</source>
        <translation>%1 Tokens, %2; Band %3–%4</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 % of the memory was used</source>
        <translation>%1 % des Gedächtnisses wurden benutzt</translation>
    </message>
    <message>
        <source>Included %1</source>
        <translation>Enthalten %1</translation>
    </message>
    <message>
        <source>Left out %1</source>
        <translation>Weggelassen %1</translation>
    </message>
    <message>
        <source>Let it pass</source>
        <translation>Weiterlassen</translation>
    </message>
    <message>
        <source>Remove its pause point</source>
        <translation>Haltepunkt entfernen</translation>
    </message>
    <message>
        <source>It is held at a pause point and starts when you let it pass.</source>
        <translation>Sie ist an einem Haltepunkt und beginnt, wenn Sie sie weiterlassen.</translation>
    </message>
    <message>
        <source>It will be held at a pause point when its turn comes.</source>
        <translation>Sie wird an einem Haltepunkt angehalten, wenn sie an der Reihe ist.</translation>
    </message>
    <message>
        <source>Not available: %1</source>
        <translation>Nicht verfügbar: %1</translation>
    </message>
</context>
<context>
    <name>skein::ui::KeyConsentDialog</name>
    <message>
        <source>Signing key</source>
        <translation>Signierschlüssel</translation>
    </message>
    <message>
        <source>May Skein keep its signing key in a file?</source>
        <translation>Darf Skein seinen Signierschlüssel in einer Datei aufbewahren?</translation>
    </message>
    <message>
        <source>Skein signs the journal of every run with a key of yours, so that a later change cannot go unnoticed. It would keep the key in the keyring of your desktop, but none answers. It can keep it in this file instead, which only your account can read:</source>
        <translation>Skein signiert das Journal jedes Laufs mit einem Schlüssel von Ihnen, damit eine spätere Änderung nicht unbemerkt bleibt. Es würde den Schlüssel im Schlüsselbund Ihrer Arbeitsumgebung aufbewahren, aber es antwortet keiner. Stattdessen geht diese Datei, die nur Ihr Benutzerkonto lesen kann:</translation>
    </message>
    <message>
        <source>The key never goes into a workspace, a log or an export. Whoever can read this file can sign as you. Skein asks only while there is no such file; delete it to be asked again.</source>
        <translation>Der Schlüssel kommt nie in einen Arbeitsbereich, ein Protokoll oder einen Export. Wer diese Datei lesen kann, kann in Ihrem Namen signieren. Skein fragt nur, solange es keine solche Datei gibt; löschen Sie sie, um wieder gefragt zu werden.</translation>
    </message>
    <message>
        <source>Do not start the run</source>
        <translation>Lauf nicht starten</translation>
    </message>
    <message>
        <source>Make the key file</source>
        <translation>Schlüsseldatei anlegen</translation>
    </message>
    <message>
        <source>No keyring program is running in this session.</source>
        <translation>In dieser Sitzung läuft kein Schlüsselbund.</translation>
    </message>
    <message>
        <source>This session has no message bus, so no keyring can be asked.</source>
        <translation>Diese Sitzung hat keinen Nachrichtenbus, also lässt sich kein Schlüsselbund fragen.</translation>
    </message>
    <message>
        <source>The keyring is locked and was not unlocked.</source>
        <translation>Der Schlüsselbund ist gesperrt und wurde nicht entsperrt.</translation>
    </message>
    <message>
        <source>The keyring was asked and did not answer in time.</source>
        <translation>Der Schlüsselbund wurde gefragt und hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>The keyring cannot be used.</source>
        <translation>Der Schlüsselbund ist nicht nutzbar.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>What the system said, word for word</source>
        <translation>Was das System wörtlich sagte</translation>
    </message>
</context>
<context>
    <name>skein::ui::LayoutsDialog</name>
    <message>
        <source>Layouts of your own</source>
        <translation>Eigene Anordnungen</translation>
    </message>
    <message>
        <source>Name of the layout</source>
        <translation>Name der Anordnung</translation>
    </message>
    <message>
        <source>Such as: two screens</source>
        <translation>Etwa: zwei Bildschirme</translation>
    </message>
    <message>
        <source>Keep the panels as they are</source>
        <translation>Die Bereiche so behalten, wie sie sind</translation>
    </message>
    <message>
        <source>Rename the chosen one</source>
        <translation>Die gewählte umbenennen</translation>
    </message>
    <message>
        <source>Kept layouts</source>
        <translation>Behaltene Anordnungen</translation>
    </message>
    <message>
        <source>Undo the deletion</source>
        <translation>Das Löschen rückgängig machen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Renamed to “%1”.</source>
        <translation>Umbenannt in „%1“.</translation>
    </message>
    <message>
        <source>Replace “%1”</source>
        <translation>„%1“ ersetzen</translation>
    </message>
    <message>
        <source>Type a name first</source>
        <translation>Geben Sie erst einen Namen ein</translation>
    </message>
    <message>
        <source>Choose a layout and type a name that no other has</source>
        <translation>Wählen Sie eine Anordnung und geben Sie einen Namen ein, den keine andere hat</translation>
    </message>
    <message>
        <source>Kept as “%1”.</source>
        <translation>Behalten als „%1“.</translation>
    </message>
    <message>
        <source>“%1” is deleted.</source>
        <translation>„%1“ ist gelöscht.</translation>
    </message>
    <message>
        <source>“%1” is back.</source>
        <translation>„%1“ ist wieder da.</translation>
    </message>
</context>
<context>
    <name>skein::ui::LinkDialog</name>
    <message>
        <source>Link tasks</source>
        <translation>Aufgaben verknüpfen</translation>
    </message>
    <message>
        <source>What does “%1” need?</source>
        <translation>Was braucht „%1“?</translation>
    </message>
    <message>
        <source>Find a task</source>
        <translation>Aufgabe suchen</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Verknüpfen</translation>
    </message>
    <message>
        <source>%1 (needed now)</source>
        <translation>%1 (jetzt nötig)</translation>
    </message>
    <message>
        <source>Unlink</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>No task has these words.</source>
        <translation>Keine Aufgabe enthält diese Wörter.</translation>
    </message>
    <message>
        <source>“%1” no longer waits for “%2”.</source>
        <translation>„%1“ wartet nicht mehr auf „%2“.</translation>
    </message>
    <message>
        <source>“%1” waits for “%2” and gets its result.</source>
        <translation>„%1“ wartet auf „%2“ und bekommt dessen Ergebnis.</translation>
    </message>
</context>
<context>
    <name>skein::ui::MainWindow</name>
    <message>
        <source>%1 did not work</source>
        <translation>%1: nicht gelungen</translation>
    </message>
    <message>
        <source>Goal</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>Costs</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Copy lin&amp;k</source>
        <translation>&amp;Link kopieren</translation>
    </message>
    <message>
        <source>An address that opens this run, task or conflict in Skein</source>
        <translation>Eine Adresse, die diesen Lauf, diese Aufgabe oder diesen Konflikt in Skein öffnet</translation>
    </message>
    <message>
        <source>address</source>
        <translation>adresse</translation>
    </message>
    <message>
        <source>url</source>
        <translation>url</translation>
    </message>
    <message>
        <source>The link is on the clipboard</source>
        <translation>Der Link ist in der Zwischenablage</translation>
    </message>
    <message>
        <source>W&amp;hile you are away…</source>
        <translation>&amp;Während Sie weg sind&#xa0;…</translation>
    </message>
    <message>
        <source>When the run is done, quiet hours, sleep, provider limits</source>
        <translation>Wenn der Lauf fertig ist, Ruhezeiten, Bereitschaft, Grenzen der Anbieter</translation>
    </message>
    <message>
        <source>overnight</source>
        <translation>über nacht</translation>
    </message>
    <message>
        <source>suspend</source>
        <translation>bereitschaft</translation>
    </message>
    <message>
        <source>shut down</source>
        <translation>herunterfahren</translation>
    </message>
    <message>
        <source>quiet hours</source>
        <translation>ruhezeiten</translation>
    </message>
    <message>
        <source>this window looks after no run</source>
        <translation>dieses Fenster betreut keinen Lauf</translation>
    </message>
    <message>
        <source>The providers refused every key</source>
        <translation>Die Anbieter haben jeden Schlüssel abgelehnt</translation>
    </message>
    <message>
        <source>Call it off</source>
        <translation>Absagen</translation>
    </message>
    <message>
        <source>You asked for it under Tools, While you are away.</source>
        <translation>Sie haben darum gebeten: Extras, Während Sie weg sind.</translation>
    </message>
    <message>
        <source>What Skein was asked for could not be done</source>
        <translation>Worum Skein gebeten wurde, ging nicht</translation>
    </message>
    <message>
        <source>The link cannot be followed</source>
        <translation>Dem Link lässt sich nicht folgen</translation>
    </message>
    <message>
        <source>view: expected %1, found &apos;%2&apos;</source>
        <translation>view: erwartet wird %1, gefunden wurde „%2“</translation>
    </message>
    <message>
        <source>It names run %1, but no workspace is open in this window.</source>
        <translation>Er nennt Lauf %1, aber in diesem Fenster ist kein Arbeitsbereich offen.</translation>
    </message>
    <message>
        <source>It is about run %1 of this workspace; the window shows run %2.</source>
        <translation>Er meint Lauf %1 dieses Arbeitsbereichs; das Fenster zeigt Lauf %2.</translation>
    </message>
    <message>
        <source>Run %1 has no task &apos;%2&apos;.</source>
        <translation>Lauf %1 hat keine Aufgabe „%2“.</translation>
    </message>
    <message>
        <source>Run %1 has no conflict &apos;%2&apos;.</source>
        <translation>Lauf %1 hat keinen Konflikt „%2“.</translation>
    </message>
    <message>
        <source>This window shows the run as it is now</source>
        <translation>Dieses Fenster zeigt den Lauf, wie er jetzt ist</translation>
    </message>
    <message>
        <source>The link asks for its state at %1.</source>
        <translation>Der Link fragt nach seinem Zustand um %1.</translation>
    </message>
    <message>
        <source>Holding the run</source>
        <translation>Lauf anhalten</translation>
    </message>
    <message>
        <source>Stopping the run</source>
        <translation>Lauf stoppen</translation>
    </message>
    <message>
        <source>Skein did not quit</source>
        <translation>Skein hat sich nicht beendet</translation>
    </message>
    <message>
        <source>The run has not answered for 10 seconds.</source>
        <translation>Der Lauf hat 10 Sekunden lang nicht geantwortet.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Closing the window leaves Skein in the background while a run is active</source>
        <translation>Solange ein Lauf aktiv ist, bleibt Skein nach dem Schließen des Fensters im Hintergrund</translation>
    </message>
    <message>
        <source>It stays in the tray, keeps the computer awake and tells you what needs you.</source>
        <translation>Es bleibt im Benachrichtigungsfeld, hält den Rechner wach und sagt Ihnen, was Sie braucht.</translation>
    </message>
    <message>
        <source>It is minimised, keeps the computer awake and tells you what needs you.</source>
        <translation>Es ist minimiert, hält den Rechner wach und sagt Ihnen, was Sie braucht.</translation>
    </message>
    <message>
        <source>as of: now</source>
        <translation>Stand: jetzt</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>What was in flight is unknown until the run is resumed. Nothing finished is lost.</source>
        <translation>Was unterwegs war, ist unbekannt, bis der Lauf fortgesetzt wird. Nichts Fertiges ist verloren.</translation>
    </message>
    <message>
        <source>The run was not started</source>
        <translation>Der Lauf wurde nicht gestartet</translation>
    </message>
    <message>
        <source>Skein runs nothing that it cannot sign. Unlock a keyring, or agree to a key file.</source>
        <translation>Skein führt nichts aus, was es nicht signieren kann. Entsperren Sie einen Schlüsselbund, oder stimmen Sie einer Schlüsseldatei zu.</translation>
    </message>
    <message>
        <source>there is no run in this window</source>
        <translation>in diesem Fenster gibt es keinen Lauf</translation>
    </message>
    <message>
        <source>the workspace can no longer be read</source>
        <translation>der Arbeitsbereich lässt sich nicht mehr lesen</translation>
    </message>
    <message>
        <source>the run is held already</source>
        <translation>der Lauf ist schon angehalten</translation>
    </message>
    <message>
        <source>the run is not running</source>
        <translation>der Lauf läuft nicht</translation>
    </message>
    <message>
        <source>the run is neither held nor stopped</source>
        <translation>der Lauf ist weder angehalten noch gestoppt</translation>
    </message>
    <message>
        <source>the run is at rest</source>
        <translation>der Lauf ruht</translation>
    </message>
    <message>
        <source>no task has failed</source>
        <translation>keine Aufgabe ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>the document is not written yet</source>
        <translation>das Dokument ist noch nicht geschrieben</translation>
    </message>
    <message>
        <source>nothing needs you at the moment</source>
        <translation>im Augenblick braucht Sie nichts</translation>
    </message>
    <message>
        <source>a run is active in this window</source>
        <translation>in diesem Fenster ist ein Lauf aktiv</translation>
    </message>
    <message>
        <source>there are no tasks yet</source>
        <translation>es gibt noch keine Aufgaben</translation>
    </message>
    <message>
        <source>there is no earlier place</source>
        <translation>es gibt keine frühere Stelle</translation>
    </message>
    <message>
        <source>there is no later place</source>
        <translation>es gibt keine spätere Stelle</translation>
    </message>
    <message>
        <source>nothing is hidden</source>
        <translation>nichts ist verborgen</translation>
    </message>
    <message>
        <source>nothing has been changed yet</source>
        <translation>noch nichts wurde geändert</translation>
    </message>
    <message>
        <source>nothing was decided in the last seconds</source>
        <translation>in den letzten Sekunden wurde nichts entschieden</translation>
    </message>
    <message>
        <source>nothing was undone</source>
        <translation>nichts wurde rückgängig gemacht</translation>
    </message>
    <message>
        <source>no goal is being written</source>
        <translation>es wird gerade kein Ziel geschrieben</translation>
    </message>
    <message>
        <source>Skein</source>
        <translation>Skein</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 (SIMULATED) – Skein</source>
        <translation>%1 (SIMULIERT) – Skein</translation>
    </message>
    <message>
        <source>%1 – Skein</source>
        <translation>%1 – Skein</translation>
    </message>
    <message>
        <source>stale: nothing heard for %1</source>
        <translation>veraltet: seit %1 nichts gehört</translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s)</source>
        <translation>
            <numerusform>%Ln Agent</numerusform>
            <numerusform>%Ln Agenten</numerusform>
        </translation>
    </message>
    <message>
        <source>held: waits for you</source>
        <translation>angehalten: wartet auf Sie</translation>
    </message>
    <message>
        <source>held: %1</source>
        <translation>angehalten: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n conflict(s) need{s} you (F8)</source>
        <translation>
            <numerusform>%Ln Konflikt braucht Sie (F8)</numerusform>
            <numerusform>%Ln Konflikte brauchen Sie (F8)</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing needs you</source>
        <translation>nichts braucht Sie</translation>
    </message>
    <message>
        <source>&amp;New goal</source>
        <translation>&amp;Neues Ziel</translation>
    </message>
    <message>
        <source>Write a goal and see its plan</source>
        <translation>Ein Ziel schreiben und seinen Plan sehen</translation>
    </message>
    <message>
        <source>start</source>
        <translation>start</translation>
    </message>
    <message>
        <source>Choose a &amp;goal file…</source>
        <translation>&amp;Zieldatei wählen&#xa0;…</translation>
    </message>
    <message>
        <source>Run a goal or plan file</source>
        <translation>Eine Ziel- oder Plandatei ausführen</translation>
    </message>
    <message>
        <source>&amp;Open workspace…</source>
        <translation>Arbeitsbereich ö&amp;ffnen&#xa0;…</translation>
    </message>
    <message>
        <source>Show a run that exists</source>
        <translation>Einen vorhandenen Lauf zeigen</translation>
    </message>
    <message>
        <source>attach</source>
        <translation>anhängen</translation>
    </message>
    <message>
        <source>Run the &amp;sample</source>
        <translation>&amp;Beispiel ausführen</translation>
    </message>
    <message>
        <source>Document the sample project with the offline agents</source>
        <translation>Das Beispielprojekt mit den Offline-Agenten dokumentieren</translation>
    </message>
    <message>
        <source>demo</source>
        <translation>vorführung</translation>
    </message>
    <message>
        <source>Open the doc&amp;ument</source>
        <translation>Do&amp;kument öffnen</translation>
    </message>
    <message>
        <source>Show the document in your browser</source>
        <translation>Das Dokument im Browser zeigen</translation>
    </message>
    <message>
        <source>read</source>
        <translation>lesen</translation>
    </message>
    <message>
        <source>html</source>
        <translation>html</translation>
    </message>
    <message>
        <source>Save the &amp;document…</source>
        <translation>Dokument &amp;speichern&#xa0;…</translation>
    </message>
    <message>
        <source>Write the document and the audit bundle into a folder</source>
        <translation>Dokument und Prüfpaket in einen Ordner schreiben</translation>
    </message>
    <message>
        <source>export</source>
        <translation>exportieren</translation>
    </message>
    <message>
        <source>&amp;Close the window</source>
        <translation>Fenster s&amp;chließen</translation>
    </message>
    <message>
        <source>Close the window; a run goes on</source>
        <translation>Das Fenster schließen; ein Lauf geht weiter</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>End Skein; you are asked what becomes of a run</source>
        <translation>Skein beenden; Sie werden gefragt, was aus einem Lauf wird</translation>
    </message>
    <message>
        <source>exit</source>
        <translation>ende</translation>
    </message>
    <message>
        <source>&amp;Hold</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>Start nothing new; running attempts finish</source>
        <translation>Nichts Neues starten; laufende Versuche werden fertig</translation>
    </message>
    <message>
        <source>pause</source>
        <translation>pause</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>Go on with the run</source>
        <translation>Mit dem Lauf weitermachen</translation>
    </message>
    <message>
        <source>continue</source>
        <translation>weiter</translation>
    </message>
    <message>
        <source>Resuming the run</source>
        <translation>Lauf fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Stop…</source>
        <translation>&amp;Stoppen&#xa0;…</translation>
    </message>
    <message>
        <source>Stop the run, now or when running attempts are done</source>
        <translation>Den Lauf stoppen, sofort oder wenn laufende Versuche fertig sind</translation>
    </message>
    <message>
        <source>cancel</source>
        <translation>abbrechen</translation>
    </message>
    <message>
        <source>Raise &amp;budget…</source>
        <translation>&amp;Budget erhöhen&#xa0;…</translation>
    </message>
    <message>
        <source>Change what the run may spend</source>
        <translation>Ändern, was der Lauf ausgeben darf</translation>
    </message>
    <message>
        <source>money</source>
        <translation>geld</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>grenze</translation>
    </message>
    <message>
        <source>Retry &amp;failed tasks</source>
        <translation>Fehlgeschlagene &amp;wiederholen</translation>
    </message>
    <message>
        <source>Run every failed task again</source>
        <translation>Jede fehlgeschlagene Aufgabe noch einmal ausführen</translation>
    </message>
    <message>
        <source>&amp;Go to anything…</source>
        <translation>&amp;Gehe zu&#xa0;…</translation>
    </message>
    <message>
        <source>Find a task, a conflict or a command</source>
        <translation>Eine Aufgabe, einen Konflikt oder einen Befehl finden</translation>
    </message>
    <message>
        <source>Run a &amp;command…</source>
        <translation>&amp;Befehl ausführen&#xa0;…</translation>
    </message>
    <message>
        <source>Find a command by its name</source>
        <translation>Einen Befehl nach seinem Namen finden</translation>
    </message>
    <message>
        <source>&amp;Find tasks</source>
        <translation>&amp;Aufgaben suchen</translation>
    </message>
    <message>
        <source>Show the tasks that contain some words</source>
        <translation>Die Aufgaben zeigen, die bestimmte Wörter enthalten</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>filtern</translation>
    </message>
    <message>
        <source>F&amp;ilter</source>
        <translation>&amp;Filter</translation>
    </message>
    <message>
        <source>Type a filter for all views</source>
        <translation>Einen Filter für alle Ansichten eingeben</translation>
    </message>
    <message>
        <source>narrow</source>
        <translation>einschränken</translation>
    </message>
    <message>
        <source>Show &amp;all again</source>
        <translation>Wie&amp;der alle zeigen</translation>
    </message>
    <message>
        <source>Clear the filter and every step of narrowing</source>
        <translation>Den Filter und jede Einschränkung aufheben</translation>
    </message>
    <message>
        <source>clear filter</source>
        <translation>filter aufheben</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>The view, filter and task before this one</source>
        <translation>Ansicht, Filter und Aufgabe vor dieser</translation>
    </message>
    <message>
        <source>For&amp;ward</source>
        <translation>&amp;Vor</translation>
    </message>
    <message>
        <source>The view, filter and task after this one</source>
        <translation>Ansicht, Filter und Aufgabe nach dieser</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>Take back what the status bar offers to undo</source>
        <translation>Zurücknehmen, was die Statusleiste anbietet</translation>
    </message>
    <message>
        <source>R&amp;edo</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>Do again what was undone in the goal or its plan</source>
        <translation>Noch einmal tun, was am Ziel oder seinem Plan rückgängig gemacht wurde</translation>
    </message>
    <message>
        <source>S&amp;tart this goal</source>
        <translation>Dieses &amp;Ziel starten</translation>
    </message>
    <message>
        <source>Run the plan of the goal being written</source>
        <translation>Den Plan des Ziels ausführen, das gerade geschrieben wird</translation>
    </message>
    <message>
        <source>&amp;Next that needs you</source>
        <translation>&amp;Nächstes, das Sie braucht</translation>
    </message>
    <message>
        <source>conflict</source>
        <translation>konflikt</translation>
    </message>
    <message>
        <source>&amp;Previous that needs you</source>
        <translation>&amp;Voriges, das Sie braucht</translation>
    </message>
    <message>
        <source>&amp;Goal</source>
        <translation>&amp;Ziel</translation>
    </message>
    <message>
        <source>O&amp;verview</source>
        <translation>Übersi&amp;cht</translation>
    </message>
    <message>
        <source>G&amp;raph</source>
        <translation>G&amp;raph</translation>
    </message>
    <message>
        <source>Ti&amp;meline</source>
        <translation>Ze&amp;itachse</translation>
    </message>
    <message>
        <source>&amp;Tasks</source>
        <translation>&amp;Aufgaben</translation>
    </message>
    <message>
        <source>&amp;Conflicts</source>
        <translation>&amp;Konflikte</translation>
    </message>
    <message>
        <source>C&amp;osts</source>
        <translation>K&amp;osten</translation>
    </message>
    <message>
        <source>Show this view</source>
        <translation>Diese Ansicht zeigen</translation>
    </message>
    <message>
        <source>&amp;Inspector</source>
        <translation>I&amp;nspektor</translation>
    </message>
    <message>
        <source>Show or hide what is known of the selected task</source>
        <translation>Zeigen oder verbergen, was über die gewählte Aufgabe bekannt ist</translation>
    </message>
    <message>
        <source>&amp;Drawer</source>
        <translation>&amp;Protokollbereich</translation>
    </message>
    <message>
        <source>Show or hide events, problems and messages</source>
        <translation>Ereignisse, Probleme und Meldungen zeigen oder verbergen</translation>
    </message>
    <message>
        <source>log</source>
        <translation>protokoll</translation>
    </message>
    <message>
        <source>O&amp;utline</source>
        <translation>G&amp;liederung</translation>
    </message>
    <message>
        <source>Show or hide the plan as a tree</source>
        <translation>Den Plan als Baum zeigen oder verbergen</translation>
    </message>
    <message>
        <source>tree</source>
        <translation>baum</translation>
    </message>
    <message>
        <source>plan</source>
        <translation>plan</translation>
    </message>
    <message>
        <source>Next &amp;pane</source>
        <translation>Näch&amp;ster Bereich</translation>
    </message>
    <message>
        <source>Move the keyboard to the next pane</source>
        <translation>Die Tastatur zum nächsten Bereich bewegen</translation>
    </message>
    <message>
        <source>Previous pa&amp;ne</source>
        <translation>&amp;Voriger Bereich</translation>
    </message>
    <message>
        <source>Move the keyboard to the previous pane</source>
        <translation>Die Tastatur zum vorigen Bereich bewegen</translation>
    </message>
    <message>
        <source>&amp;Light theme</source>
        <translation>&amp;Helles Farbschema</translation>
    </message>
    <message>
        <source>Theme of the de&amp;sktop</source>
        <translation>Farbschema der Arbeits&amp;umgebung</translation>
    </message>
    <message>
        <source>Commands and &amp;shortcuts…</source>
        <translation>Befehle und &amp;Kurzbefehle&#xa0;…</translation>
    </message>
    <message>
        <source>Every command with its keys</source>
        <translation>Jeder Befehl mit seinen Tasten</translation>
    </message>
    <message>
        <source>keyboard</source>
        <translation>tastatur</translation>
    </message>
    <message>
        <source>&amp;About Skein</source>
        <translation>Ü&amp;ber Skein</translation>
    </message>
    <message>
        <source>version</source>
        <translation>version</translation>
    </message>
    <message>
        <source>About Skein</source>
        <translation>Über Skein</translation>
    </message>
    <message>
        <source>Skein %1
Plans a goal, runs it with a swarm of agents, and shows every decision.
Free software, GPL 3 or later.</source>
        <translation>Skein %1
Plant ein Ziel, führt es mit einem Schwarm von Agenten aus und zeigt jede Entscheidung.
Freie Software, GPL 3 oder neuer.</translation>
    </message>
    <message>
        <source>Changing the budget</source>
        <translation>Budget ändern</translation>
    </message>
    <message numerus="yes">
        <source>Retry %n task(s)</source>
        <translation>
            <numerusform>%Ln Aufgabe wiederholen</numerusform>
            <numerusform>%Ln Aufgaben wiederholen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retrying %n task(s)</source>
        <translation>
            <numerusform>%Ln Aufgabe wiederholen</numerusform>
            <numerusform>%Ln Aufgaben wiederholen</numerusform>
        </translation>
    </message>
    <message>
        <source>Texts, numbers and dates from the next start on</source>
        <translation>Texte, Zahlen und Daten ab dem nächsten Start</translation>
    </message>
    <message>
        <source>translation</source>
        <translation>übersetzung</translation>
    </message>
    <message>
        <source>Language of the des&amp;ktop</source>
        <translation>Sprache der &amp;Arbeitsumgebung</translation>
    </message>
    <message>
        <source>Language: %1</source>
        <translation>Sprache: %1</translation>
    </message>
    <message>
        <source>The language changes at the next start</source>
        <translation>Die Sprache wechselt beim nächsten Start</translation>
    </message>
    <message>
        <source>Texts on the screen stay as they are until then; a run goes on all the same.</source>
        <translation>Texte auf dem Schirm bleiben bis dahin, wie sie sind; ein Lauf geht ungestört weiter.</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>Gliederung</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Drawer</source>
        <translation>Protokollbereich</translation>
    </message>
    <message>
        <source>Layout: &amp;Author</source>
        <translation>Anordnung: Schre&amp;iben</translation>
    </message>
    <message>
        <source>Layout: &amp;Watch</source>
        <translation>Anordnung: Beo&amp;bachten</translation>
    </message>
    <message>
        <source>Layout: Resol&amp;ve</source>
        <translation>Anordnung: &amp;Entscheiden</translation>
    </message>
    <message>
        <source>Layout: R&amp;eview</source>
        <translation>Anordnung: Nachse&amp;hen</translation>
    </message>
    <message>
        <source>Goal and outline: to write a goal and its plan</source>
        <translation>Ziel und Gliederung: um ein Ziel und seinen Plan zu schreiben</translation>
    </message>
    <message>
        <source>Overview and inspector: to look after a run</source>
        <translation>Übersicht und Inspektor: um einen Lauf zu betreuen</translation>
    </message>
    <message>
        <source>Conflicts alone: to decide</source>
        <translation>Nur Konflikte: um zu entscheiden</translation>
    </message>
    <message>
        <source>Timeline, outline, inspector and events: to see what happened</source>
        <translation>Zeitachse, Gliederung, Inspektor und Ereignisse: um zu sehen, was geschah</translation>
    </message>
    <message>
        <source>workspace</source>
        <translation>arbeitsbereich</translation>
    </message>
    <message>
        <source>Reset the la&amp;yout</source>
        <translation>Anordnung zur&amp;ücksetzen</translation>
    </message>
    <message>
        <source>Panels where they were at first</source>
        <translation>Bereiche, wo sie anfangs waren</translation>
    </message>
    <message>
        <source>Move the panel to the &amp;left</source>
        <translation>Bereich nach &amp;links</translation>
    </message>
    <message>
        <source>Move the panel to the &amp;right</source>
        <translation>Bereich nach &amp;rechts</translation>
    </message>
    <message>
        <source>Move the panel to the &amp;bottom</source>
        <translation>Bereich nach &amp;unten</translation>
    </message>
    <message>
        <source>The panel that had the keyboard last</source>
        <translation>Der Bereich, der die Tastatur zuletzt hatte</translation>
    </message>
    <message>
        <source>dock</source>
        <translation>andocken</translation>
    </message>
    <message>
        <source>&amp;Close the panel</source>
        <translation>Bereich s&amp;chließen</translation>
    </message>
    <message>
        <source>%1 is there already</source>
        <translation>%1 ist schon dort</translation>
    </message>
    <message>
        <source>move the keyboard into a panel first (F6)</source>
        <translation>bewegen Sie die Tastatur zuerst in einen Bereich (F6)</translation>
    </message>
    <message>
        <source>The saved layout could not be used</source>
        <translation>Die gespeicherte Anordnung ließ sich nicht verwenden</translation>
    </message>
    <message>
        <source>Panels are where they were at first.</source>
        <translation>Die Bereiche sind, wo sie anfangs waren.</translation>
    </message>
    <message>
        <source>The saved layout is of another version of Skein</source>
        <translation>Die gespeicherte Anordnung stammt von einer anderen Version von Skein</translation>
    </message>
    <message>
        <source>The saved place of the window could not be used</source>
        <translation>Der gespeicherte Platz des Fensters ließ sich nicht verwenden</translation>
    </message>
    <message>
        <source>Dar&amp;k theme</source>
        <translation>&amp;Dunkles Farbschema</translation>
    </message>
    <message numerus="yes">
        <source>%n held task(s) wait{s} for you (F8)</source>
        <translation>
            <numerusform>%Ln angehaltene Aufgabe wartet auf Sie (F8)</numerusform>
            <numerusform>%Ln angehaltene Aufgaben warten auf Sie (F8)</numerusform>
        </translation>
    </message>
    <message>
        <source>Show the next open conflict, held task or failure</source>
        <translation>Nächsten offenen Konflikt, angehaltene Aufgabe oder Fehlschlag zeigen</translation>
    </message>
    <message>
        <source>&amp;Let held tasks pass</source>
        <translation>Angehaltene Aufgaben weiter&amp;lassen</translation>
    </message>
    <message>
        <source>Let every task that is held at a pause point start</source>
        <translation>Jede Aufgabe beginnen lassen, die an einem Haltepunkt angehalten ist</translation>
    </message>
    <message>
        <source>pause point</source>
        <translation>Haltepunkt</translation>
    </message>
    <message>
        <source>breakpoint</source>
        <translation>Unterbrechungspunkt</translation>
    </message>
    <message>
        <source>Pa&amp;use before this task</source>
        <translation>Haltepunkt &amp;vor dieser Aufgabe</translation>
    </message>
    <message>
        <source>Hold the selected task until you let it pass, or let it pass</source>
        <translation>Die gewählte Aufgabe anhalten, bis Sie sie weiterlassen, oder sie weiterlassen</translation>
    </message>
    <message>
        <source>no task is held at a pause point</source>
        <translation>keine Aufgabe ist an einem Haltepunkt angehalten</translation>
    </message>
    <message>
        <source>the selected task has begun already</source>
        <translation>die gewählte Aufgabe hat schon begonnen</translation>
    </message>
    <message>
        <source>no task is selected</source>
        <translation>keine Aufgabe ist ausgewählt</translation>
    </message>
    <message numerus="yes">
        <source>Setting %n pause point(s)</source>
        <translation>
            <numerusform>Setzt %Ln Haltepunkt</numerusform>
            <numerusform>Setzt %Ln Haltepunkte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Letting %n task(s) pass</source>
        <translation>
            <numerusform>Lässt %Ln Aufgabe weiter</numerusform>
            <numerusform>Lässt %Ln Aufgaben weiter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pause point(s)</source>
        <translation>
            <numerusform>%Ln Haltepunkt</numerusform>
            <numerusform>%Ln Haltepunkte</numerusform>
        </translation>
    </message>
    <message>
        <source>Connect a &amp;provider…</source>
        <translation>Anbieter &amp;verbinden …</translation>
    </message>
    <message>
        <source>Providers, their models and keys, and servers on this computer</source>
        <translation>Anbieter, ihre Modelle und Schlüssel und Server auf diesem Rechner</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>The recorded run cannot be opened</source>
        <translation>Der aufgezeichnete Lauf lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>Slack</source>
        <translation>Puffer</translation>
    </message>
    <message>
        <source>Open this view in a new window</source>
        <translation>Diese Ansicht in einem neuen Fenster öffnen</translation>
    </message>
    <message>
        <source>A second window that follows the selection here, or keeps its own</source>
        <translation>Ein zweites Fenster, das der Auswahl hier folgt oder seine eigene behält</translation>
    </message>
    <message>
        <source>detach</source>
        <translation>lösen</translation>
    </message>
    <message>
        <source>float</source>
        <translation>schweben</translation>
    </message>
    <message>
        <source>Open the panel in a new window</source>
        <translation>Das Seitenfeld in einem neuen Fenster öffnen</translation>
    </message>
    <message>
        <source>The panel that had the keyboard last, if it is the inspector or the outline</source>
        <translation>Das Seitenfeld, das zuletzt die Tastatur hatte, wenn es der Inspektor oder die Gliederung ist</translation>
    </message>
    <message>
        <source>goals are written and conflicts are decided in one window only</source>
        <translation>Ziele werden nur in einem Fenster geschrieben und Konflikte nur in einem entschieden</translation>
    </message>
    <message>
        <source>move the keyboard into the inspector or the outline first (F6)</source>
        <translation>bringen Sie die Tastatur zuerst in den Inspektor oder die Gliederung (F6)</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>Wird geöffnet</translation>
    </message>
    <message>
        <source>The desktop shows no notifications; this window shows the same</source>
        <translation>Die Arbeitsumgebung zeigt keine Benachrichtigungen; dieses Fenster zeigt dasselbe</translation>
    </message>
    <message>
        <source>Nothing can be written to the workspace: %1.</source>
        <translation>In die Arbeitsdatei kann nichts geschrieben werden: %1.</translation>
    </message>
    <message>
        <source>It can be looked at. Commands that change it are off.</source>
        <translation>Sie kann angesehen werden. Befehle, die sie ändern, sind aus.</translation>
    </message>
    <message>
        <source>a provider is out</source>
        <translation>ein Anbieter ist ausgefallen</translation>
    </message>
    <message>
        <source>Chart as a ta&amp;ble…</source>
        <translation>Diagramm als Ta&amp;belle …</translation>
    </message>
    <message>
        <source>The numbers of the charts of this view, to read, copy or save</source>
        <translation>Die Zahlen der Diagramme dieser Ansicht, zum Lesen, Kopieren oder Speichern</translation>
    </message>
    <message>
        <source>csv</source>
        <translation>csv</translation>
    </message>
    <message>
        <source>numbers</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Keep, use, rename or delete a layout of panels</source>
        <translation>Eine Anordnung der Bereiche behalten, verwenden, umbenennen oder löschen</translation>
    </message>
    <message>
        <source>save layout</source>
        <translation>Anordnung speichern</translation>
    </message>
    <message>
        <source>Sin&amp;gle-letter keys</source>
        <translation>Tasten mit einem Buchstabe&amp;n</translation>
    </message>
    <message>
        <source>Letters do something in graph, timeline and conflicts; off, they do nothing outside of texts</source>
        <translation>Buchstaben bewirken etwas in Graph, Zeitachse und Konflikten; ausgeschaltet bewirken sie außerhalb von Texten nichts</translation>
    </message>
    <message>
        <source>accessibility</source>
        <translation>Barrierefreiheit</translation>
    </message>
    <message>
        <source>this view has no chart; Overview and Costs have</source>
        <translation>diese Ansicht hat kein Diagramm; Übersicht und Kosten haben eines</translation>
    </message>
    <message>
        <source>There is no chart to show as a table yet</source>
        <translation>Es gibt noch kein Diagramm, das als Tabelle zu zeigen wäre</translation>
    </message>
    <message>
        <source>Panels are where they were before.</source>
        <translation>Die Bereiche sind wieder, wo sie waren.</translation>
    </message>
    <message>
        <source>Layou&amp;ts of your own…</source>
        <translation>Ei&amp;gene Anordnungen …</translation>
    </message>
    <message>
        <source>interrupted: waits for you</source>
        <translation>unterbrochen: wartet auf Sie</translation>
    </message>
    <message>
        <source>Run the sample</source>
        <translation>Beispiel ausführen</translation>
    </message>
    <message>
        <source>This is a recorded run: it can only be looked at</source>
        <translation>Dies ist ein aufgezeichneter Lauf: man kann ihn nur ansehen</translation>
    </message>
    <message>
        <source>Commands that would change it are off. To decide something yourself, run the sample, or fork from one of its tasks.</source>
        <translation>Befehle, die ihn ändern würden, sind aus. Um selbst etwas zu entscheiden, führen Sie das Beispiel aus oder zweigen Sie von einer seiner Aufgaben ab.</translation>
    </message>
    <message>
        <source>&amp;Help for this view</source>
        <translation>&amp;Hilfe zu dieser Ansicht</translation>
    </message>
    <message>
        <source>What this view answers, and its keys</source>
        <translation>Was diese Ansicht beantwortet, und ihre Tasten</translation>
    </message>
    <message>
        <source>manual</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>Cop&amp;y as…</source>
        <translation>Kop&amp;ieren als…</translation>
    </message>
    <message>
        <source>The link, or the chosen rows with tabs, as CSV or as Markdown</source>
        <translation>Der Verweis, oder die gewählten Zeilen mit Tabulatoren, als CSV oder als Markdown</translation>
    </message>
    <message>
        <source>clipboard</source>
        <translation>Zwischenablage</translation>
    </message>
    <message>
        <source>markdown</source>
        <translation>Markdown</translation>
    </message>
    <message numerus="yes">
        <source>starts in %n s, until then you can undo</source>
        <translation>
            <numerusform>beginnt in %n s, bis dahin widerrufbar</numerusform>
            <numerusform>beginnt in %n s, bis dahin widerrufbar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conflict(s) were left open</source>
        <translation>
            <numerusform>%n Konflikt blieb offen</numerusform>
            <numerusform>%n Konflikte blieben offen</numerusform>
        </translation>
    </message>
    <message>
        <source>Setting the end of the run</source>
        <translation>Das Ende des Laufs setzen</translation>
    </message>
    <message>
        <source>suspends when done</source>
        <translation>danach Bereitschaft</translation>
    </message>
    <message>
        <source>shuts down when done</source>
        <translation>schaltet danach aus</translation>
    </message>
    <message>
        <source>By itself: %1</source>
        <translation>Von selbst: %1</translation>
    </message>
    <message>
        <source>Change it: While you are away</source>
        <translation>Ändern: Während Sie weg sind</translation>
    </message>
    <message>
        <source>The run goes on without an end</source>
        <translation>Der Lauf geht ohne Ende weiter</translation>
    </message>
    <message>
        <source>The time you gave it was over while it was held: %1. Another one: Tools, While you are away.</source>
        <translation>Die gegebene Zeit lief ab, während er angehalten war: %1. Eine andere: Werkzeuge, Während Sie weg sind.</translation>
    </message>
    <message>
        <source>as of: %1</source>
        <translation>Stand: %1</translation>
    </message>
    <message numerus="yes">
        <source>The run came to rest with %n failed task(s).</source>
        <translation>
            <numerusform>Der Lauf ruht mit %n fehlgeschlagenen Aufgabe.</numerusform>
            <numerusform>Der Lauf ruht mit %n fehlgeschlagenen Aufgaben.</numerusform>
        </translation>
    </message>
    <message>
        <source>The run is done.</source>
        <translation>Der Lauf ist fertig.</translation>
    </message>
    <message numerus="yes">
        <source>The computer shuts down in %n second(s)</source>
        <translation>
            <numerusform>Der Rechner fährt in %n Sekunde herunter</numerusform>
            <numerusform>Der Rechner fährt in %n Sekunden herunter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The computer goes to sleep in %n second(s)</source>
        <translation>
            <numerusform>Der Rechner geht in %n Sekunde schlafen</numerusform>
            <numerusform>Der Rechner geht in %n Sekunden schlafen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) failed (F8)</source>
        <translation>
            <numerusform>%n Aufgabe fehlgeschlagen (F8)</numerusform>
            <numerusform>%n Aufgaben fehlgeschlagen (F8)</numerusform>
        </translation>
    </message>
    <message>
        <source>What the system said</source>
        <translation>Was das System meldete</translation>
    </message>
    <message>
        <source>This workspace is read-only: it can be looked at, not changed</source>
        <translation>Dieser Arbeitsbereich ist schreibgeschützt: er lässt sich ansehen, nicht ändern</translation>
    </message>
    <message>
        <source>Its file may not be written to, so commands that would change the run are off. To go on with it, give yourself the right to write to the file, or fork from one of its tasks.</source>
        <translation>In seine Datei darf nicht geschrieben werden, darum sind Befehle, die den Lauf ändern, ausgeschaltet. Um weiterzumachen, geben Sie sich das Recht, in die Datei zu schreiben, oder zweigen Sie von einer seiner Aufgaben ab.</translation>
    </message>
    <message>
        <source>This is a fork that has not run yet</source>
        <translation>Dies ist eine Abzweigung, die noch nicht gelaufen ist</translation>
    </message>
    <message>
        <source>It has every result that was finished where it was forked. Resume starts the rest; the run it was forked from stays as it is.</source>
        <translation>Sie hat jedes Ergebnis, das an ihrem Anfang fertig war. „Fortsetzen“ startet den Rest; der Lauf, von dem sie abzweigt, bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>The run was interrupted</source>
        <translation>Der Lauf wurde unterbrochen</translation>
    </message>
    <message>
        <source>it is not running; resume it first</source>
        <translation>er läuft nicht; setzen Sie ihn zuerst fort</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>schreibgeschützt</translation>
    </message>
    <message>
        <source>not started: waits for you</source>
        <translation>nicht gestartet: wartet auf Sie</translation>
    </message>
    <message>
        <source>it works in the view %1</source>
        <translation>das geht in der Ansicht %1</translation>
    </message>
    <message>
        <source>it works in the view %1 (%2)</source>
        <translation>das geht in der Ansicht %1 (%2)</translation>
    </message>
    <message>
        <source>The computer slept, %1</source>
        <translation>Der Computer hat geschlafen, %1</translation>
    </message>
    <message>
        <source>Rates and estimates leave this time out. Providers are asked again.</source>
        <translation>Raten und Schätzungen lassen diese Zeit aus. Die Anbieter werden erneut gefragt.</translation>
    </message>
    <message>
        <source>Saved…</source>
        <translation>Gemerkt …</translation>
    </message>
</context>
<context>
    <name>skein::ui::MeterBar</name>
    <message>
        <source>%1 spent and %2 reserved of %3</source>
        <translation>%1 ausgegeben und %2 reserviert von %3</translation>
    </message>
    <message>
        <source>%1 spent, no budget</source>
        <translation>%1 ausgegeben, kein Budget</translation>
    </message>
</context>
<context>
    <name>skein::ui::ModelPlanner</name>
    <message>
        <source>%1 cannot be started: %2</source>
        <translation>%1 kann nicht gestartet werden: %2</translation>
    </message>
    <message>
        <source>It ended with status %1 and said nothing.</source>
        <translation>Es endete mit Status %1 und sagte nichts.</translation>
    </message>
</context>
<context>
    <name>skein::ui::Notifier</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
</context>
<context>
    <name>skein::ui::Outline</name>
    <message>
        <source>Outline</source>
        <translation>Gliederung</translation>
    </message>
    <message>
        <source>Outline of the plan</source>
        <translation>Gliederung des Plans</translation>
    </message>
    <message numerus="yes">
        <source>Outline: %n task(s)</source>
        <translation>
            <numerusform>Gliederung: %Ln Aufgabe</numerusform>
            <numerusform>Gliederung: %Ln Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>Outline: %1 of %2 tasks</source>
        <translation>Gliederung: %1 von %2 Aufgaben</translation>
    </message>
    <message>
        <source>The plan appears here</source>
        <translation>Hier erscheint der Plan</translation>
    </message>
    <message>
        <source>Phases and tasks, as soon as there is a run.</source>
        <translation>Phasen und Aufgaben, sobald es einen Lauf gibt.</translation>
    </message>
    <message>
        <source>No task matches</source>
        <translation>Keine Aufgabe passt</translation>
    </message>
    <message>
        <source>The filter hides all of them.</source>
        <translation>Der Filter verbirgt alle.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
</context>
<context>
    <name>skein::ui::OutlineModel</name>
    <message>
        <source>Without a phase</source>
        <translation>Ohne Phase</translation>
    </message>
    <message numerus="yes">
        <source>%n need{s} you</source>
        <translation>
            <numerusform>%Ln braucht Sie</numerusform>
            <numerusform>%Ln brauchen Sie</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%Ln fehlgeschlagen</numerusform>
            <numerusform>%Ln fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Phase %1</source>
        <translation>Phase %1</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>%1, %2, attempt %3</source>
        <translation>%1, %2, Versuch %3</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>skein::ui::Overnight</name>
    <message numerus="yes">
        <source>The run is done. Open Skein within %n second(s) to call it off.</source>
        <translation>
            <numerusform>Der Lauf ist fertig. Öffnen Sie Skein binnen %Ln Sekunde, um es abzusagen.</numerusform>
            <numerusform>Der Lauf ist fertig. Öffnen Sie Skein binnen %Ln Sekunden, um es abzusagen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Skein is running %1</source>
        <translation>Skein führt %1 aus</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Four fifths of the budget are used.</source>
        <translation>Vier Fünftel des Budgets sind verbraucht.</translation>
    </message>
</context>
<context>
    <name>skein::ui::OvernightDialog</name>
    <message>
        <source>While you are away</source>
        <translation>Während Sie weg sind</translation>
    </message>
    <message>
        <source>When this run is done</source>
        <translation>Wenn dieser Lauf fertig ist</translation>
    </message>
    <message>
        <source>Also while conflicts wait for me</source>
        <translation>Auch solange Konflikte auf mich warten</translation>
    </message>
    <message>
        <source>For one run, while Skein is open. You can call it off for a minute.</source>
        <translation>Für einen Lauf, solange Skein offen ist. Sie können es eine Minute lang absagen.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Quiet hours: tell me only what waits for me</source>
        <translation>Ruhezeiten: nur sagen, was auf mich wartet</translation>
    </message>
    <message>
        <source>Quiet hours: %1</source>
        <translation>Ruhezeiten: %1</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>The run</source>
        <translation>Der Lauf</translation>
    </message>
    <message>
        <source>Try again by itself after provider limits</source>
        <translation>Nach Grenzen der Anbieter von selbst neu versuchen</translation>
    </message>
    <message>
        <source>When every key was refused or has no credit left: after 15 minutes, 30, then every hour, up to 12 times. Nothing else is resumed without you.</source>
        <translation>Wenn jeder Schlüssel abgelehnt wurde oder kein Guthaben mehr hat: nach 15 Minuten, nach 30, dann jede Stunde, bis zu 12-mal. Sonst wird nichts ohne Sie fortgesetzt.</translation>
    </message>
    <message>
        <source>Keep the computer awake on mains power only</source>
        <translation>Den Rechner nur am Stromnetz wach halten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The computer stays on anyway.</source>
        <translation>Der Rechner bleibt trotzdem an.</translation>
    </message>
    <message>
        <source>It has no end: it goes on until its tasks are done.</source>
        <translation>Er hat kein Ende: Er läuft, bis seine Aufgaben erledigt sind.</translation>
    </message>
    <message>
        <source>It runs %1: nothing new starts then, what is running is finished.</source>
        <translation>Er läuft %1: Dann beginnt nichts Neues, Laufendes wird beendet.</translation>
    </message>
    <message>
        <source>Nothing new from</source>
        <translation>Nichts Neues ab</translation>
    </message>
    <message>
        <source>The end of the run: nothing new starts from this time on</source>
        <translation>Das Ende des Laufs: Ab dieser Zeit beginnt nichts Neues</translation>
    </message>
    <message>
        <source>Resume until then</source>
        <translation>Bis dahin fortsetzen</translation>
    </message>
    <message>
        <source>Set the end</source>
        <translation>Ende setzen</translation>
    </message>
    <message>
        <source>No run is active.</source>
        <translation>Kein Lauf ist aktiv.</translation>
    </message>
    <message>
        <source>It runs until %1: nothing new starts then, what is running is finished.</source>
        <translation>Er läuft bis %1: Dann beginnt nichts Neues, Laufendes wird beendet.</translation>
    </message>
    <message>
        <source>Resume without a deadline</source>
        <translation>Ohne Frist fortsetzen</translation>
    </message>
    <message>
        <source>No deadline</source>
        <translation>Keine Frist</translation>
    </message>
    <message>
        <source>The run goes on until its tasks are done.</source>
        <translation>Der Lauf geht weiter, bis seine Aufgaben erledigt sind.</translation>
    </message>
    <message>
        <source>The run has no deadline.</source>
        <translation>Der Lauf hat keine Frist.</translation>
    </message>
    <message>
        <source>This desktop shows no notifications. What needs you is told in this window only, so look in.</source>
        <translation>Diese Arbeitsumgebung zeigt keine Benachrichtigungen. Was Sie braucht, steht nur in diesem Fenster: sehen Sie ab und zu nach.</translation>
    </message>
    <message>
        <source>Nothing is running: the computer need not be kept awake.</source>
        <translation>Nichts läuft: der Rechner muss nicht wach gehalten werden.</translation>
    </message>
    <message>
        <source>The desktop is being asked to keep the computer awake.</source>
        <translation>Die Arbeitsumgebung wird gebeten, den Rechner wach zu halten.</translation>
    </message>
    <message>
        <source>The computer is kept awake while the run is active.</source>
        <translation>Der Rechner wird wach gehalten, solange der Lauf aktiv ist.</translation>
    </message>
    <message>
        <source>The computer is on battery and may fall asleep; the run would stand still until it wakes.</source>
        <translation>Der Rechner läuft mit Akku und kann einschlafen; der Lauf stünde still, bis er aufwacht.</translation>
    </message>
    <message>
        <source>Nothing on this system keeps the computer awake when asked. It may fall asleep, and the run would stand still until it wakes: switch sleeping off in the energy settings for this night.</source>
        <translation>Nichts auf diesem System hält den Rechner auf Bitte wach. Er kann einschlafen, und der Lauf stünde still, bis er aufwacht: schalten Sie den Ruhezustand für diese Nacht in den Energieeinstellungen aus.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Details: what the system said</source>
        <translation>Einzelheiten: was das System meldete</translation>
    </message>
    <message>
        <source>ddd d MMM</source>
        <comment>the day of a date, in Qt&apos;s format</comment>
        <translation>ddd, d. MMM</translation>
    </message>
    <message>
        <source>today, %1</source>
        <translation>heute, %1</translation>
    </message>
    <message>
        <source>tomorrow, %1</source>
        <translation>morgen, %1</translation>
    </message>
</context>
<context>
    <name>skein::ui::OverviewView</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Summarise</source>
        <translation>Zusammenfassen</translation>
    </message>
    <message>
        <source>Since you looked</source>
        <translation>Seit Sie nachsahen</translation>
    </message>
    <message>
        <source>The last hour</source>
        <translation>Die letzte Stunde</translation>
    </message>
    <message>
        <source>The whole run</source>
        <translation>Der ganze Lauf</translation>
    </message>
    <message>
        <source>Mark all seen</source>
        <translation>Alles gesehen</translation>
    </message>
    <message>
        <source>Phases</source>
        <translation>Phasen</translation>
    </message>
    <message>
        <source>Why tasks failed</source>
        <translation>Warum Aufgaben fehlschlugen</translation>
    </message>
    <message>
        <source>Nothing has run yet</source>
        <translation>Noch nichts ist gelaufen</translation>
    </message>
    <message>
        <source>The run appears here</source>
        <translation>Hier erscheint der Lauf</translation>
    </message>
    <message>
        <source>There is no run in this window yet.</source>
        <translation>In diesem Fenster gibt es noch keinen Lauf.</translation>
    </message>
    <message>
        <source>Start one</source>
        <translation>Einen Lauf starten</translation>
    </message>
    <message>
        <source>%1 of %2 tasks are done, %3.</source>
        <translation>%1 von %2 Aufgaben sind fertig, %3.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Since you marked all seen, %1</source>
        <translation>Seit Sie alles gesehen haben, %1</translation>
    </message>
    <message>
        <source>Nothing new.</source>
        <translation>Nichts Neues.</translation>
    </message>
    <message>
        <source>Resolve</source>
        <translation>Entscheiden</translation>
    </message>
    <message>
        <source>Resolve conflicts</source>
        <translation>Konflikte entscheiden</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation>Zeigen: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n more, nothing urgent</source>
        <translation>
            <numerusform>%Ln weiteres, nichts Dringendes</numerusform>
            <numerusform>%Ln weitere, nichts Dringendes</numerusform>
        </translation>
    </message>
    <message>
        <source>Without a phase</source>
        <translation>Ohne Phase</translation>
    </message>
    <message>
        <source>Show the tasks of %1</source>
        <translation>Die Aufgaben von %1 zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) running</source>
        <translation>
            <numerusform>%Ln Agent läuft</numerusform>
            <numerusform>%Ln Agenten laufen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in backoff</source>
        <translation>
            <numerusform>%Ln wartet ab</numerusform>
            <numerusform>%Ln warten ab</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ready</source>
        <translation>
            <numerusform>%Ln bereit</numerusform>
            <numerusform>%Ln bereit</numerusform>
        </translation>
    </message>
    <message>
        <source>median %1 per task</source>
        <translation>im Median %1 je Aufgabe</translation>
    </message>
    <message>
        <source>ETA %1. %2</source>
        <translation>Ende %1. %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%Ln Aufgabe</numerusform>
            <numerusform>%Ln Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>Show what failed: %1</source>
        <translation>Zeigen, was fehlschlug: %1</translation>
    </message>
    <message>
        <source>Retry %1: %2</source>
        <translation>%1 wiederholen: %2</translation>
    </message>
    <message>
        <source>Retry %1</source>
        <translation>%1 wiederholen</translation>
    </message>
    <message>
        <source>Retry what failed: %1</source>
        <translation>Wiederholen, was fehlschlug: %1</translation>
    </message>
    <message>
        <source>Run these tasks again</source>
        <translation>Diese Aufgaben noch einmal ausführen</translation>
    </message>
    <message>
        <source>Not available: %1</source>
        <translation>Nicht verfügbar: %1</translation>
    </message>
    <message>
        <source>Running agents</source>
        <translation>Laufende Agenten</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Spent</source>
        <translation>Ausgegeben</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Failed attempts</source>
        <translation>Fehlgeschlagene Versuche</translation>
    </message>
    <message>
        <source>Let pass</source>
        <translation>Weiterlassen</translation>
    </message>
    <message>
        <source>Let held tasks pass</source>
        <translation>Angehaltene Aufgaben weiterlassen</translation>
    </message>
    <message>
        <source>Stale: this is how it stood at %1.</source>
        <translation>Veraltet: So stand es um %1.</translation>
    </message>
    <message>
        <source>No task has ended in this time.</source>
        <translation>In dieser Zeit ist keine Aufgabe zu Ende gegangen.</translation>
    </message>
    <message numerus="yes">
        <source>%n more in the Goal view.</source>
        <translation>
            <numerusform>%n weitere in der Zielansicht.</numerusform>
            <numerusform>%n weitere in der Zielansicht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The plan rests on %n assumption(s)</source>
        <translation>
            <numerusform>Der Plan beruht auf %n Annahme</numerusform>
            <numerusform>Der Plan beruht auf %n Annahmen</numerusform>
        </translation>
    </message>
    <message>
        <source>Questions of the plan, all answered by you</source>
        <translation>Fragen des Plans, alle von Ihnen beantwortet</translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) still complete{s} what was begun</source>
        <translation>
            <numerusform>%Ln Agent führt Begonnenes zu Ende</numerusform>
            <numerusform>%Ln Agenten führen Begonnenes zu Ende</numerusform>
        </translation>
    </message>
    <message>
        <source>held, no agent at work</source>
        <translation>angehalten, kein Agent arbeitet</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) held</source>
        <translation>
            <numerusform>%Ln Aufgabe angehalten</numerusform>
            <numerusform>%Ln Aufgaben angehalten</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 tasks per minute over %2 of active time</source>
        <translation>%1 Aufgaben je Minute in %2 aktiver Zeit</translation>
    </message>
    <message numerus="yes">
        <source>%n more, %1 of which somebody should look at</source>
        <translation>
            <numerusform>%n weiteres, davon %1 zum Ansehen</numerusform>
            <numerusform>%n weitere, davon %1 zum Ansehen</numerusform>
        </translation>
    </message>
    <message>
        <source>While you were away, %1</source>
        <translation>Während Ihrer Abwesenheit, %1</translation>
    </message>
    <message>
        <source>What happened, %1</source>
        <translation>Was geschehen ist, %1</translation>
    </message>
</context>
<context>
    <name>skein::ui::Palette</name>
    <message>
        <source>Go to anything</source>
        <translation>Gehe zu allem</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>not available: %1</source>
        <translation>nicht verfügbar: %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>conflict</source>
        <translation>Konflikt</translation>
    </message>
    <message>
        <source>task, %1</source>
        <translation>Aufgabe, %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Go to a task, an agent, a conflict, a time or a command</source>
        <translation>Zu einer Aufgabe, einem Agenten, einem Konflikt, einer Zeit oder einem Befehl gehen</translation>
    </message>
    <message>
        <source>Anything.  &gt; commands  t tasks  a agents  c conflicts  r runs  : time</source>
        <translation>Alles.  &gt; Befehle  t Aufgaben  a Agenten  c Konflikte  r Läufe  : Zeit</translation>
    </message>
    <message numerus="yes">
        <source>agent, last of %n task(s)</source>
        <translation>
            <numerusform>Agent, zuletzt an %n Aufgabe</numerusform>
            <numerusform>Agent, zuletzt an %n Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>Timeline at %1</source>
        <translation>Zeitachse um %1</translation>
    </message>
    <message>
        <source>time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>A time within the run, such as :03:10 or :-2h</source>
        <translation>Eine Zeit im Lauf, etwa :03:10 oder :-2h</translation>
    </message>
    <message>
        <source>There is no run whose time could be shown</source>
        <translation>Es gibt keinen Lauf, dessen Zeit zu zeigen wäre</translation>
    </message>
    <message>
        <source>not available</source>
        <translation>nicht verfügbar</translation>
    </message>
    <message>
        <source>Memory is searched with: skeinctl memory WORKSPACE search WORDS</source>
        <translation>Das Gedächtnis durchsucht: skeinctl memory WORKSPACE search WORDS</translation>
    </message>
    <message>
        <source>not available: this window has no memory view yet</source>
        <translation>nicht verfügbar: Dieses Fenster hat noch keine Ansicht des Gedächtnisses</translation>
    </message>
    <message>
        <source>run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>layout</source>
        <translation>Anordnung</translation>
    </message>
    <message>
        <source>Nothing is called “%1”</source>
        <translation>Nichts heißt „%1“</translation>
    </message>
    <message>
        <source>commands, tasks, agents, conflicts, runs and times are looked through</source>
        <translation>durchsucht werden Befehle, Aufgaben, Agenten, Konflikte, Läufe und Zeiten</translation>
    </message>
</context>
<context>
    <name>skein::ui::PhaseOverview</name>
    <message>
        <source>The run, phase by phase</source>
        <translation>Der Lauf, Phase für Phase</translation>
    </message>
    <message>
        <source>The whole run</source>
        <translation>Der ganze Lauf</translation>
    </message>
    <message>
        <source>Select a task in the graph or the table to see its context, output and attempts.</source>
        <translation>Wählen Sie eine Aufgabe im Graphen oder in der Tabelle, um Kontext, Ausgabe und Versuche zu sehen.</translation>
    </message>
    <message>
        <source>Without a phase</source>
        <translation>Ohne Phase</translation>
    </message>
</context>
<context>
    <name>skein::ui::PlanDraft</name>
    <message>
        <source>typing</source>
        <translation>Tippen</translation>
    </message>
    <message>
        <source>accept the proposal</source>
        <translation>Vorschlag annehmen</translation>
    </message>
    <message numerus="yes">
        <source>accept %n change(s)</source>
        <translation>
            <numerusform>%Ln Änderung annehmen</numerusform>
            <numerusform>%Ln Änderungen annehmen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>reject %n change(s)</source>
        <translation>
            <numerusform>%Ln Änderung ablehnen</numerusform>
            <numerusform>%Ln Änderungen ablehnen</numerusform>
        </translation>
    </message>
    <message>
        <source>rename %1</source>
        <translation>%1 umbenennen</translation>
    </message>
    <message>
        <source>move %1</source>
        <translation>%1 verschieben</translation>
    </message>
    <message>
        <source>New task %1</source>
        <translation>Neue Aufgabe %1</translation>
    </message>
    <message>
        <source>insert a task</source>
        <translation>eine Aufgabe einfügen</translation>
    </message>
    <message numerus="yes">
        <source>remove %n task(s)</source>
        <translation>
            <numerusform>%Ln Aufgabe entfernen</numerusform>
            <numerusform>%Ln Aufgaben entfernen</numerusform>
        </translation>
    </message>
    <message>
        <source>link two tasks</source>
        <translation>zwei Aufgaben verknüpfen</translation>
    </message>
    <message>
        <source>unlink two tasks</source>
        <translation>zwei Aufgaben lösen</translation>
    </message>
    <message>
        <source>release %1</source>
        <translation>%1 freigeben</translation>
    </message>
    <message>
        <source>edit the source</source>
        <translation>Quelltext bearbeiten</translation>
    </message>
    <message numerus="yes">
        <source>pause before %n task(s)</source>
        <translation>
            <numerusform>Haltepunkt vor %Ln Aufgabe</numerusform>
            <numerusform>Haltepunkt vor %Ln Aufgaben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>no pause before %n task(s)</source>
        <translation>
            <numerusform>kein Haltepunkt vor %Ln Aufgabe</numerusform>
            <numerusform>kein Haltepunkt vor %Ln Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>only a phase with a name can have a pause point</source>
        <translation>nur eine Phase mit Namen kann einen Haltepunkt haben</translation>
    </message>
    <message>
        <source>pause before phase %1</source>
        <translation>Haltepunkt vor Phase %1</translation>
    </message>
    <message>
        <source>no pause before phase %1</source>
        <translation>kein Haltepunkt vor Phase %1</translation>
    </message>
    <message>
        <source>answer question %1</source>
        <translation>Frage %1 beantworten</translation>
    </message>
    <message>
        <source>instruct %1</source>
        <translation>%1 beauftragen</translation>
    </message>
</context>
<context>
    <name>skein::ui::PlanForms</name>
    <message>
        <source>Outline</source>
        <translation>Gliederung</translation>
    </message>
    <message>
        <source>Phases and tasks as a list</source>
        <translation>Phasen und Aufgaben als Liste</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>Tasks and what they need as a drawing</source>
        <translation>Aufgaben und was sie benötigen, als Zeichnung</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelltext</translation>
    </message>
    <message>
        <source>The text of the plan file</source>
        <translation>Der Text der Plandatei</translation>
    </message>
</context>
<context>
    <name>skein::ui::PlanPreviewer</name>
    <message>
        <source>cost unknown</source>
        <translation>Kosten unbekannt</translation>
    </message>
    <message>
        <source>%1, %2; %3</source>
        <translation>%1, %2; %3</translation>
    </message>
    <message>
        <source>%1 (in the workspace “%2”)</source>
        <translation>%1 (im Arbeitsbereich „%2“)</translation>
    </message>
</context>
<context>
    <name>skein::ui::PlanQuestions</name>
    <message>
        <source>Questions from the planner: all answered</source>
        <translation>Fragen des Planers: alle beantwortet</translation>
    </message>
    <message numerus="yes">
        <source>Questions from the planner: %n open, held by assumptions</source>
        <translation>
            <numerusform>Fragen des Planers: %Ln offen, durch eine Annahme gedeckt</numerusform>
            <numerusform>Fragen des Planers: %Ln offen, durch Annahmen gedeckt</numerusform>
        </translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>assumed: %1</source>
        <translation>angenommen: %1</translation>
    </message>
    <message>
        <source>Left empty, this is assumed: %1</source>
        <translation>Leer gelassen gilt: %1</translation>
    </message>
</context>
<context>
    <name>skein::ui::PlanSource</name>
    <message>
        <source>Source of the plan</source>
        <translation>Quelltext des Plans</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Make this text the plan, as one step (Ctrl+Return)</source>
        <translation>Diesen Text zum Plan machen, in einem Schritt (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Throw away what was typed here</source>
        <translation>Verwerfen, was hier getippt wurde</translation>
    </message>
    <message numerus="yes">
        <source>The plan as its file has it: %n task(s).</source>
        <translation>
            <numerusform>Der Plan, wie ihn seine Datei hat: %Ln Aufgabe.</numerusform>
            <numerusform>Der Plan, wie ihn seine Datei hat: %Ln Aufgaben.</numerusform>
        </translation>
    </message>
    <message>
        <source>Being checked…</source>
        <translation>Wird geprüft …</translation>
    </message>
    <message>
        <source>Valid. The plan has changed meanwhile: Apply replaces it, Revert shows it.</source>
        <translation>Gültig. Der Plan hat sich inzwischen geändert: Anwenden ersetzt ihn, Zurücksetzen zeigt ihn.</translation>
    </message>
    <message>
        <source>Valid. Apply makes it the plan.</source>
        <translation>Gültig. Anwenden macht ihn zum Plan.</translation>
    </message>
    <message>
        <source>Line %1, column %2: the text breaks off being a plan here. A comma, a quotation mark or a bracket is missing or too many, just here or before it.</source>
        <translation>Zeile %1, Spalte %2: Ab hier ist der Text kein Plan mehr. Ein Komma, ein Anführungszeichen oder eine Klammer fehlt oder ist zu viel, genau hier oder davor.</translation>
    </message>
</context>
<context>
    <name>skein::ui::PlanTree</name>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Time, estimate</source>
        <translation>Zeit, Schätzung</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>Benötigt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Changed by hand: proposals leave it alone until you release it.</source>
        <translation>Von Hand geändert: Vorschläge lassen sie in Ruhe, bis Sie sie freigeben.</translation>
    </message>
    <message>
        <source>proposed: added</source>
        <translation>vorgeschlagen: neu</translation>
    </message>
    <message>
        <source>proposed: removed</source>
        <translation>vorgeschlagen: entfernt</translation>
    </message>
    <message>
        <source>proposed: changed</source>
        <translation>vorgeschlagen: geändert</translation>
    </message>
    <message>
        <source>changed by hand</source>
        <translation>von Hand geändert</translation>
    </message>
    <message>
        <source>%1: %2 becomes %3</source>
        <translation>%1: aus %2 wird %3</translation>
    </message>
    <message>
        <source>Without a phase</source>
        <translation>Ohne Phase</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>The plan stays as it is</source>
        <translation>Der Plan bleibt, wie er ist</translation>
    </message>
    <message>
        <source>There is no phase after this one.</source>
        <translation>Nach dieser gibt es keine Phase.</translation>
    </message>
    <message>
        <source>There is no phase before this one.</source>
        <translation>Vor dieser gibt es keine Phase.</translation>
    </message>
    <message>
        <source>Pause point: it starts when you let it pass.</source>
        <translation>Haltepunkt: Sie beginnt, wenn Sie sie weiterlassen.</translation>
    </message>
    <message>
        <source>pause point before it</source>
        <translation>Haltepunkt davor</translation>
    </message>
    <message>
        <source>Pause point: the phase starts when you let it pass.</source>
        <translation>Haltepunkt: Die Phase beginnt, wenn Sie sie weiterlassen.</translation>
    </message>
    <message>
        <source>%1, pause point before it</source>
        <translation>%1, Haltepunkt davor</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Title of “%1”</source>
        <translation>Titel von „%1“</translation>
    </message>
    <message>
        <source>There is no other task to link.</source>
        <translation>Es gibt keine andere Aufgabe zum Verknüpfen.</translation>
    </message>
    <message>
        <source>Tasks would need each other in a circle: %1</source>
        <translation>Aufgaben bräuchten einander im Kreis: %1</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>What “%1” is to do</source>
        <translation>Was „%1“ zu tun hat</translation>
    </message>
    <message>
        <source>no file</source>
        <translation>keine Datei</translation>
    </message>
    <message>
        <source>Needs: %1</source>
        <translation>Braucht: %1</translation>
    </message>
</context>
<context>
    <name>skein::ui::ProviderDesk</name>
    <message>
        <source>price unknown</source>
        <translation>Preis unbekannt</translation>
    </message>
    <message>
        <source>free</source>
        <translation>kostenlos</translation>
    </message>
    <message>
        <source>%1 in, %2 out per million tokens</source>
        <translation>%1 ein, %2 aus je Million Token</translation>
    </message>
    <message>
        <source>The key “%1” is in %2.</source>
        <translation>Der Schlüssel „%1“ liegt in %2.</translation>
    </message>
    <message>
        <source>works: %1 + %2 tokens, %3, %4</source>
        <translation>funktioniert: %1 + %2 Token, %3, %4</translation>
    </message>
    <message>
        <source>cost unknown</source>
        <translation>Kosten unbekannt</translation>
    </message>
    <message>
        <source>the key is good, but there are too many calls now. %1</source>
        <translation>der Schlüssel gilt, aber es sind gerade zu viele Aufrufe. %1</translation>
    </message>
    <message>
        <source>the account has no credit left. %1</source>
        <translation>das Konto hat kein Guthaben mehr. %1</translation>
    </message>
    <message>
        <source>the key was refused. %1</source>
        <translation>der Schlüssel wurde abgelehnt. %1</translation>
    </message>
    <message>
        <source>the key cannot call this model. %1</source>
        <translation>der Schlüssel darf dieses Modell nicht aufrufen. %1</translation>
    </message>
    <message>
        <source>something answers there that is not this protocol. %1</source>
        <translation>dort antwortet etwas, das dieses Protokoll nicht spricht. %1</translation>
    </message>
    <message>
        <source>the call was refused. %1</source>
        <translation>der Aufruf wurde abgelehnt. %1</translation>
    </message>
    <message>
        <source>the provider has a fault that may pass. %1</source>
        <translation>der Anbieter hat eine Störung, die vorübergehen kann. %1</translation>
    </message>
    <message>
        <source>nothing answers. %1</source>
        <translation>nichts antwortet. %1</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>kein Modell</translation>
    </message>
    <message>
        <source>Key “%1”, %2: %3</source>
        <translation>Schlüssel „%1“, %2: %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>Connected: %n model(s).</source>
        <translation>
            <numerusform>Verbunden: %Ln Modell.</numerusform>
            <numerusform>Verbunden: %Ln Modelle.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It lists %n model(s), all of them known.</source>
        <translation>
            <numerusform>Er nennt %Ln Modell, es ist bekannt.</numerusform>
            <numerusform>Er nennt %Ln Modelle, alle sind bekannt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) more are in your list.</source>
        <translation>
            <numerusform>%Ln weiteres Modell steht in Ihrer Liste.</numerusform>
            <numerusform>%Ln weitere Modelle stehen in Ihrer Liste.</numerusform>
        </translation>
    </message>
    <message>
        <source>The key “%1” is forgotten.</source>
        <translation>Der Schlüssel „%1“ ist vergessen.</translation>
    </message>
</context>
<context>
    <name>skein::ui::ProvidersDialog</name>
    <message>
        <source>Connect a provider</source>
        <translation>Anbieter verbinden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>It did not work</source>
        <translation>Das hat nicht geklappt</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>The server is connected</source>
        <translation>Der Server ist verbunden</translation>
    </message>
    <message>
        <source>Choose its models under “Who does it” when you write a goal.</source>
        <translation>Wählen Sie seine Modelle unter „Wer es tut“, wenn Sie ein Ziel schreiben.</translation>
    </message>
    <message>
        <source>The server was not connected</source>
        <translation>Der Server wurde nicht verbunden</translation>
    </message>
    <message>
        <source>It has no model that writes text.</source>
        <translation>Er hat kein Modell, das Text schreibt.</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Servers on this computer (Ollama, llama.cpp, LM Studio, vLLM) are found by themselves.</source>
        <translation>Server auf diesem Rechner (Ollama, llama.cpp, LM Studio, vLLM) werden von selbst gefunden.</translation>
    </message>
    <message>
        <source>Look for servers on this computer</source>
        <translation>Server auf diesem Rechner suchen</translation>
    </message>
    <message>
        <source>It is looking.</source>
        <translation>Es wird gesucht.</translation>
    </message>
    <message>
        <source>Asking this computer for model servers…</source>
        <translation>Dieser Rechner wird nach Modellservern gefragt …</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>what to call it here</source>
        <translation>wie er hier heißen soll</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>OpenAI chat (most gateways and servers)</source>
        <translation>OpenAI Chat (die meisten Gateways und Server)</translation>
    </message>
    <message>
        <source>OpenAI responses</source>
        <translation>OpenAI Responses</translation>
    </message>
    <message>
        <source>Anthropic messages</source>
        <translation>Anthropic Messages</translation>
    </message>
    <message>
        <source>Gemini</source>
        <translation>Gemini</translation>
    </message>
    <message>
        <source>Ollama</source>
        <translation>Ollama</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>Basis-URL</translation>
    </message>
    <message>
        <source>Price in, USD per million tokens</source>
        <translation>Preis Eingabe, USD je Million Token</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Price out, USD per million tokens</source>
        <translation>Preis Ausgabe, USD je Million Token</translation>
    </message>
    <message>
        <source>It asks for a key</source>
        <translation>Er verlangt einen Schlüssel</translation>
    </message>
    <message>
        <source>Name of the key</source>
        <translation>Name des Schlüssels</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>typed or pasted; never shown</source>
        <translation>getippt oder eingefügt; wird nie gezeigt</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Store the key</source>
        <translation>Schlüssel ablegen</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Makes one real call of about twenty tokens with each key; it costs a fraction of a cent.</source>
        <translation>Macht mit jedem Schlüssel einen echten Aufruf von etwa zwanzig Token; das kostet den Bruchteil eines Cents.</translation>
    </message>
    <message>
        <source>Ask for its models</source>
        <translation>Modelle abfragen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>Wo er liegt</translation>
    </message>
    <message>
        <source>Forget the key</source>
        <translation>Schlüssel vergessen</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal suchen</translation>
    </message>
    <message>
        <source>No model server answers on this computer.</source>
        <translation>Auf diesem Rechner antwortet kein Modellserver.</translation>
    </message>
    <message>
        <source>%1 on this computer: %2</source>
        <translation>%1 auf diesem Rechner: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%Ln Modell</numerusform>
            <numerusform>%Ln Modelle</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n key(s)</source>
        <translation>
            <numerusform>%Ln Schlüssel</numerusform>
            <numerusform>%Ln Schlüssel</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: needs no key</source>
        <translation>%1: braucht keinen Schlüssel</translation>
    </message>
    <message>
        <source>%1: no key yet</source>
        <translation>%1: noch kein Schlüssel</translation>
    </message>
    <message>
        <source>Another endpoint…</source>
        <translation>Anderer Endpunkt …</translation>
    </message>
    <message>
        <source>Another endpoint</source>
        <translation>Anderer Endpunkt</translation>
    </message>
    <message>
        <source>A gateway, a proxy or a server that speaks one of these protocols. It is asked for its models; the key is sent to this address only.</source>
        <translation>Ein Gateway, ein Proxy oder ein Server, der eines dieser Protokolle spricht. Er wird nach seinen Modellen gefragt; der Schlüssel geht nur an diese Adresse.</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 unter %2</translation>
    </message>
    <message>
        <source>environment, read-only</source>
        <translation>Umgebung, nur lesbar</translation>
    </message>
    <message>
        <source>system keyring</source>
        <translation>Schlüsselbund des Systems</translation>
    </message>
    <message>
        <source>encrypted file</source>
        <translation>verschlüsselte Datei</translation>
    </message>
    <message>
        <source>%1, vectors</source>
        <translation>%1, Vektoren</translation>
    </message>
    <message>
        <source>Found at %1. It needs no key, and nothing leaves this computer.</source>
        <translation>Gefunden unter %1. Er braucht keinen Schlüssel, und nichts verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>free</source>
        <translation>kostenlos</translation>
    </message>
    <message>
        <source>No model is known yet</source>
        <translation>Noch ist kein Modell bekannt</translation>
    </message>
    <message>
        <source>Use this server</source>
        <translation>Diesen Server verwenden</translation>
    </message>
    <message>
        <source>One moment: an answer is awaited…</source>
        <translation>Einen Moment: es wird auf eine Antwort gewartet …</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Geben Sie ihm einen Namen.</translation>
    </message>
    <message>
        <source>Name its base URL.</source>
        <translation>Nennen Sie seine Basis-URL.</translation>
    </message>
    <message>
        <source>Type the key.</source>
        <translation>Geben Sie den Schlüssel ein.</translation>
    </message>
    <message>
        <source>Type the key; it goes into %1.</source>
        <translation>Geben Sie den Schlüssel ein; er kommt in %1.</translation>
    </message>
    <message>
        <source>There is no key yet.</source>
        <translation>Es gibt noch keinen Schlüssel.</translation>
    </message>
    <message>
        <source>It is set in the environment; take it out there.</source>
        <translation>Er ist in der Umgebung gesetzt; nehmen Sie ihn dort heraus.</translation>
    </message>
    <message>
        <source>The key was not stored</source>
        <translation>Der Schlüssel wurde nicht abgelegt</translation>
    </message>
    <message numerus="yes">
        <source>%n model server(s) answer{s} on this computer.</source>
        <translation>
            <numerusform>%n Modellserver antwortet auf diesem Rechner.</numerusform>
            <numerusform>%n Modellserver antworten auf diesem Rechner.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: connected, %2</source>
        <translation>%1: verbunden, %2</translation>
    </message>
</context>
<context>
    <name>skein::ui::ProvidersPanel</name>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>The offline agents call nobody.</source>
        <translation>Die Offline-Agenten rufen niemanden auf.</translation>
    </message>
    <message>
        <source>No provider was called lately.</source>
        <translation>In letzter Zeit wurde kein Anbieter aufgerufen.</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>skein::ui::QuitDialog</name>
    <message>
        <source>Quit Skein</source>
        <translation>Skein beenden</translation>
    </message>
    <message>
        <source>“%1” is running. What becomes of it?</source>
        <translation>„%1“ läuft. Was soll daraus werden?</translation>
    </message>
    <message>
        <source>&amp;Keep running in the background</source>
        <translation>Im Hintergrund &amp;weiterlaufen lassen</translation>
    </message>
    <message>
        <source>&amp;Hold and quit</source>
        <translation>&amp;Anhalten und beenden</translation>
    </message>
    <message>
        <source>Running attempts finish, no new ones start. Resume when you are back.</source>
        <translation>Laufende Versuche werden fertig, neue starten nicht. Setzen Sie fort, wenn Sie zurück sind.</translation>
    </message>
    <message>
        <source>&amp;Stop and quit</source>
        <translation>&amp;Stoppen und beenden</translation>
    </message>
    <message>
        <source>Running attempts finish, then the run is stopped. It can be resumed.</source>
        <translation>Laufende Versuche werden fertig, dann wird der Lauf gestoppt. Er lässt sich fortsetzen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>It goes on without this window. Nothing keeps the computer awake or tells you until you open Skein again.</source>
        <translation>Er läuft ohne dieses Fenster weiter. Nichts hält den Rechner wach oder meldet sich, bis Sie Skein wieder öffnen.</translation>
    </message>
</context>
<context>
    <name>skein::ui::Rail</name>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
</context>
<context>
    <name>skein::ui::RailButton</name>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%Ln fehlgeschlagen</numerusform>
            <numerusform>%Ln fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need{s} you</source>
        <translation>
            <numerusform>%Ln braucht Sie</numerusform>
            <numerusform>%Ln brauchen Sie</numerusform>
        </translation>
    </message>
    <message>
        <source>999+</source>
        <translation>999+</translation>
    </message>
</context>
<context>
    <name>skein::ui::RealBus</name>
    <message>
        <source>there is no message bus</source>
        <translation>es gibt keinen Nachrichtenbus</translation>
    </message>
</context>
<context>
    <name>skein::ui::RecordedRun</name>
    <message>
        <source>%1 cannot be made</source>
        <translation>%1 lässt sich nicht anlegen</translation>
    </message>
    <message>
        <source>&amp;Explore a recorded run</source>
        <translation>Einen auf&amp;gezeichneten Lauf erkunden</translation>
    </message>
    <message>
        <source>demo</source>
        <translation>vorführung</translation>
    </message>
    <message>
        <source>example</source>
        <translation>beispiel</translation>
    </message>
    <message>
        <source>tour</source>
        <translation>rundgang</translation>
    </message>
    <message>
        <source>the recorded run is not among the installed files</source>
        <translation>der aufgezeichnete Lauf ist nicht unter den installierten Dateien</translation>
    </message>
    <message>
        <source>Look around in a run that comes with Skein; nothing is sent, started or changed</source>
        <translation>In einem Lauf umsehen, der mit Skein kommt; nichts wird gesendet, gestartet oder geändert</translation>
    </message>
</context>
<context>
    <name>skein::ui::RunBar</name>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Raise budget…</source>
        <translation>Budget erhöhen&#xa0;…</translation>
    </message>
    <message>
        <source>Stop…</source>
        <translation>Stoppen&#xa0;…</translation>
    </message>
    <message>
        <source>Go to…</source>
        <translation>Gehe zu&#xa0;…</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>SIMULIERT</translation>
    </message>
    <message>
        <source>Start one from the Goal view</source>
        <translation>Starten Sie einen in der Ansicht Ziel</translation>
    </message>
    <message>
        <source>%1 of %2 tasks, %3</source>
        <translation>%1 von %2 Aufgaben, %3</translation>
    </message>
    <message>
        <source>over 80 % of %1</source>
        <translation>über 80 % von %1</translation>
    </message>
    <message>
        <source>of %1 budget</source>
        <translation>von %1 Budget</translation>
    </message>
    <message>
        <source>no budget set</source>
        <translation>kein Budget gesetzt</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>cost: no price is known</source>
        <translation>Kosten: kein Preis bekannt</translation>
    </message>
    <message>
        <source>tokens, no model</source>
        <translation>Tokens, kein Modell</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>agents busy</source>
        <translation>Agenten beschäftigt</translation>
    </message>
    <message>
        <source>The built-in offline agents call no model, so no tokens are used.</source>
        <translation>Die eingebauten Offline-Agenten rufen kein Modell auf, also werden keine Tokens verbraucht.</translation>
    </message>
    <message>
        <source>%1 in, %2 out</source>
        <translation>%1 ein, %2 aus</translation>
    </message>
    <message numerus="yes">
        <source>busy, %n s to undo</source>
        <translation>
            <numerusform>tätig, noch %n s widerrufbar</numerusform>
            <numerusform>tätig, noch %n s widerrufbar</numerusform>
        </translation>
    </message>
    <message>
        <source>What your decision makes run starts when you can no longer undo it.</source>
        <translation>Was durch Ihre Entscheidung läuft, beginnt, wenn sie sich nicht mehr zurücknehmen lässt.</translation>
    </message>
    <message>
        <source>used up: %1</source>
        <translation>aufgebraucht: %1</translation>
    </message>
</context>
<context>
    <name>skein::ui::SavedFilters</name>
    <message>
        <source>Sa&amp;ved filters…</source>
        <translation>Gem&amp;erkte Filter …</translation>
    </message>
    <message>
        <source>Use, keep or forget a filter</source>
        <translation>Einen Filter benutzen, merken oder vergessen</translation>
    </message>
    <message>
        <source>keep</source>
        <translation>merken</translation>
    </message>
    <message>
        <source>bookmark</source>
        <translation>Lesezeichen</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>no filter is set</source>
        <translation>kein Filter ist gesetzt</translation>
    </message>
    <message>
        <source>it is kept already</source>
        <translation>er ist schon gemerkt</translation>
    </message>
    <message numerus="yes">
        <source>it is longer than %n character(s)</source>
        <translation>
            <numerusform>er ist länger als %n Zeichen</numerusform>
            <numerusform>er ist länger als %n Zeichen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n filter(s) are kept, which is the most; forget one first</source>
        <translation>
            <numerusform>%n Filter ist gemerkt, mehr geht nicht; vergessen Sie zuerst einen</numerusform>
            <numerusform>%n Filter sind gemerkt, mehr geht nicht; vergessen Sie zuerst einen</numerusform>
        </translation>
    </message>
    <message>
        <source>it is not a filter</source>
        <translation>es ist kein Filter</translation>
    </message>
    <message>
        <source>&amp;Keep this filter</source>
        <translation>Diesen Filter &amp;merken</translation>
    </message>
    <message>
        <source>&amp;Keep %1</source>
        <translation>%1 &amp;merken</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>&amp;Vergessen</translation>
    </message>
</context>
<context>
    <name>skein::ui::SavingsPanel</name>
    <message>
        <source>Savings</source>
        <translation>Ersparnis</translation>
    </message>
    <message>
        <source>Could not be read: %1</source>
        <translation>Konnte nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>~%1 saved: %2 without reuse and routing, %3 spent</source>
        <translation>~%1 gespart: %2 ohne Wiederverwendung und Wahl des Modells, %3 ausgegeben</translation>
    </message>
    <message>
        <source>~%1 more than the baseline: %2 without reuse and routing, %3 spent</source>
        <translation>~%1 mehr als die Vergleichslinie: %2 ohne Wiederverwendung und Wahl des Modells, %3 ausgegeben</translation>
    </message>
    <message>
        <source>; ~%1 of the baseline is for results that were taken over</source>
        <translation>; ~%1 der Vergleichslinie entfallen auf übernommene Ergebnisse</translation>
    </message>
    <message>
        <source>Baseline: %1.</source>
        <translation>Vergleichslinie: %1.</translation>
    </message>
    <message>
        <source>The offline agents are free: there is nothing to compare.</source>
        <translation>Die Offline-Agenten sind kostenlos: Es gibt nichts zu vergleichen.</translation>
    </message>
    <message>
        <source>Unknown: a model was called whose price is not known.</source>
        <translation>Unbekannt: Es wurde ein Modell aufgerufen, dessen Preis nicht bekannt ist.</translation>
    </message>
    <message>
        <source>Unknown: no finished result has a measured count of tokens and a price yet.</source>
        <translation>Unbekannt: Noch kein fertiges Ergebnis hat eine gemessene Tokenzahl und einen Preis.</translation>
    </message>
    <message>
        <source>%1 for calls without a usable answer</source>
        <translation>%1 für Aufrufe ohne brauchbare Antwort</translation>
    </message>
    <message>
        <source>%1 for repeated calls</source>
        <translation>%1 für wiederholte Aufrufe</translation>
    </message>
    <message>
        <source>%1 for results that were dropped</source>
        <translation>%1 für verworfene Ergebnisse</translation>
    </message>
    <message>
        <source> (these overlap)</source>
        <translation> (diese überschneiden sich)</translation>
    </message>
    <message>
        <source>%1 is our estimate: the provider told no usage</source>
        <translation>%1 ist unsere Schätzung: Der Anbieter nannte keinen Verbrauch</translation>
    </message>
    <message>
        <source>%1 saved by batches</source>
        <translation>%1 durch Stapel gespart</translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) whose end nobody knows, possibly charged: %1</source>
        <translation>
            <numerusform>%n Aufruf, dessen Ende niemand kennt, vielleicht berechnet: %1</numerusform>
            <numerusform>%n Aufrufe, deren Ende niemand kennt, vielleicht berechnet: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Adding it up…</source>
        <translation>Es wird zusammengezählt&#xa0;…</translation>
    </message>
    <message>
        <source>Not known: the workspace can no longer be read.</source>
        <translation>Nicht bekannt: Der Arbeitsbereich lässt sich nicht mehr lesen.</translation>
    </message>
</context>
<context>
    <name>skein::ui::ScopeBar</name>
    <message>
        <source>Scope</source>
        <translation>Ausschnitt</translation>
    </message>
    <message>
        <source>Narrowed to</source>
        <translation>Eingeschränkt auf</translation>
    </message>
    <message>
        <source>as of: now</source>
        <translation>Stand: jetzt</translation>
    </message>
    <message>
        <source>Run %1 ›</source>
        <translation>Lauf %1 ›</translation>
    </message>
    <message>
        <source>Show more than %1</source>
        <translation>Mehr als %1 zeigen</translation>
    </message>
</context>
<context>
    <name>skein::ui::ShortcutSheet</name>
    <message>
        <source>Commands and shortcuts</source>
        <translation>Befehle und Kurzbefehle</translation>
    </message>
    <message>
        <source>Find a command or a key</source>
        <translation>Einen Befehl oder eine Taste finden</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>Kurzbefehl</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>not available: %1</source>
        <translation>nicht verfügbar: %1</translation>
    </message>
    <message>
        <source>Help for this view</source>
        <translation>Hilfe zu dieser Ansicht</translation>
    </message>
    <message>
        <source>&amp;Assign</source>
        <translation>&amp;Zuweisen</translation>
    </message>
    <message>
        <source>&amp;No key</source>
        <translation>&amp;Keine Taste</translation>
    </message>
    <message>
        <source>&amp;Usual key</source>
        <translation>&amp;Übliche Taste</translation>
    </message>
    <message>
        <source>A&amp;ll usual keys</source>
        <translation>A&amp;lle üblichen Tasten</translation>
    </message>
    <message>
        <source>Every command has its usual key.</source>
        <translation>Jeder Befehl hat seine übliche Taste.</translation>
    </message>
    <message>
        <source>Choose a command to give it another key.</source>
        <translation>Einen Befehl wählen, um ihm eine andere Taste zu geben.</translation>
    </message>
    <message>
        <source>New key for “%1”:</source>
        <translation>Neue Taste für „%1“:</translation>
    </message>
    <message>
        <source>%1 is the key of “%2”, which would have none then.</source>
        <translation>%1 ist die Taste von „%2“, das dann keine mehr hätte.</translation>
    </message>
    <message>
        <source>“%1” has no key now.</source>
        <translation>„%1“ hat jetzt keine Taste.</translation>
    </message>
    <message>
        <source>%1 is the key of “%2” now.</source>
        <translation>%1 ist jetzt die Taste von „%2“.</translation>
    </message>
    <message>
        <source>%1 is the key of “%2” now; “%3” has none.</source>
        <translation>%1 ist jetzt die Taste von „%2“; „%3“ hat keine.</translation>
    </message>
    <message>
        <source>In this view</source>
        <translation>In dieser Ansicht</translation>
    </message>
</context>
<context>
    <name>skein::ui::SlackList</name>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>What the task is doing</source>
        <translation>Was die Aufgabe gerade tut</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Slack</source>
        <translation>Puffer</translation>
    </message>
    <message>
        <source>So much later it may end without moving the end of the run; an estimate</source>
        <translation>So viel später darf sie enden, ohne das Ende des Laufs zu verschieben; eine Schätzung</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Übrig</translation>
    </message>
    <message>
        <source>So long it is expected to take from now on; an estimate</source>
        <translation>So lange dauert sie von jetzt an voraussichtlich; eine Schätzung</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>Slack of what is left</source>
        <translation>Puffer dessen, was bleibt</translation>
    </message>
    <message>
        <source>Nothing is left to do.</source>
        <translation>Es ist nichts mehr zu tun.</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) left; estimates by measured times of their kinds.</source>
        <translation>
            <numerusform>%n Aufgabe übrig; Schätzungen nach gemessenen Zeiten ihrer Art.</numerusform>
            <numerusform>%n Aufgaben übrig; Schätzungen nach gemessenen Zeiten ihrer Art.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) left; in numbers of tasks, until one has been measured.</source>
        <translation>
            <numerusform>%n Aufgabe übrig; in Zahlen von Aufgaben, bis eine gemessen ist.</numerusform>
            <numerusform>%n Aufgaben übrig; in Zahlen von Aufgaben, bis eine gemessen ist.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skein::ui::SleepLock</name>
    <message>
        <source>desktop portal</source>
        <translation>Desktop-Portal</translation>
    </message>
    <message>
        <source>GNOME session manager</source>
        <translation>GNOME-Sitzungsverwaltung</translation>
    </message>
    <message>
        <source>login1</source>
        <translation>login1</translation>
    </message>
    <message>
        <source>power management</source>
        <translation>Energieverwaltung</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>awake: not needed</source>
        <translation>wach: nicht nötig</translation>
    </message>
    <message>
        <source>awake: asking</source>
        <translation>wach: wird gefragt</translation>
    </message>
    <message>
        <source>awake: yes (run active)</source>
        <translation>wach: ja (Lauf aktiv)</translation>
    </message>
    <message>
        <source>awake: no, on battery</source>
        <translation>wach: nein, im Akkubetrieb</translation>
    </message>
    <message>
        <source>awake: could not, may fall asleep</source>
        <translation>wach: nicht möglich, schläft vielleicht ein</translation>
    </message>
</context>
<context>
    <name>skein::ui::SleepWatch</name>
    <message>
        <source>Skein saves what it shows</source>
        <translation>Skein sichert, was es zeigt</translation>
    </message>
</context>
<context>
    <name>skein::ui::Sparkline</name>
    <message>
        <source>%1; %2</source>
        <translation>%1; %2</translation>
    </message>
    <message numerus="yes">
        <source>%n time(s) without work</source>
        <translation>
            <numerusform>%n Zeit ohne Arbeit</numerusform>
            <numerusform>%n Zeiten ohne Arbeit</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2 (Enter or Ctrl+T shows it as a table)</source>
        <translation>%1: %2 (Enter oder Strg+T zeigt es als Tabelle)</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Was es ist</translation>
    </message>
    <message>
        <source>held until %1</source>
        <translation>angehalten bis %1</translation>
    </message>
    <message>
        <source>nothing recorded until %1</source>
        <translation>nichts aufgezeichnet bis %1</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>gemessen</translation>
    </message>
    <message>
        <source>Now: %1. Local times; each value holds until the next.</source>
        <translation>Jetzt: %1. Ortszeiten; jeder Wert gilt bis zum nächsten.</translation>
    </message>
    <message>
        <source>The dashed line: %1.</source>
        <translation>Die gestrichelte Linie: %1.</translation>
    </message>
</context>
<context>
    <name>skein::ui::SpendDialog</name>
    <message>
        <source>%1 for %2?</source>
        <translation>%1 für %2?</translation>
    </message>
    <message>
        <source>%1 of the budget is left. </source>
        <translation>Vom Budget sind %1 übrig. </translation>
    </message>
    <message>
        <source>The run has no budget. </source>
        <translation>Der Lauf hat kein Budget. </translation>
    </message>
    <message>
        <source>The amount is an estimate, by what earlier attempts of these tasks cost.</source>
        <translation>Der Betrag ist eine Schätzung nach dem, was frühere Versuche dieser Aufgaben gekostet haben.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>%1 for %2</source>
        <translation>%1 für %2</translation>
    </message>
</context>
<context>
    <name>skein::ui::StatusStrip</name>
    <message numerus="yes">
        <source>%n need{s} you</source>
        <translation>
            <numerusform>%Ln braucht Sie</numerusform>
            <numerusform>%Ln brauchen Sie</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>no tasks</source>
        <translation>keine Aufgaben</translation>
    </message>
    <message>
        <source>Progress: %1</source>
        <translation>Fortschritt: %1</translation>
    </message>
</context>
<context>
    <name>skein::ui::StopDialog</name>
    <message>
        <source>Stop the run</source>
        <translation>Lauf stoppen</translation>
    </message>
    <message>
        <source>Stop “%1”?</source>
        <translation>„%1“ stoppen?</translation>
    </message>
    <message>
        <source>Finished work is kept. A stopped run can be resumed.</source>
        <translation>Fertige Arbeit bleibt. Ein gestoppter Lauf lässt sich fortsetzen.</translation>
    </message>
    <message>
        <source>&amp;Drain</source>
        <translation>&amp;Auslaufen lassen</translation>
    </message>
    <message>
        <source>Running attempts finish, no new ones start.</source>
        <translation>Laufende Versuche werden fertig, neue starten nicht.</translation>
    </message>
    <message>
        <source>, %1 may be lost</source>
        <translation>, %1 können verloren sein</translation>
    </message>
    <message>
        <source>Stop &amp;now</source>
        <translation>&amp;Sofort stoppen</translation>
    </message>
    <message numerus="yes">
        <source>Discards %n running attempt(s)</source>
        <translation>
            <numerusform>Verwirft %Ln laufenden Versuch</numerusform>
            <numerusform>Verwirft %Ln laufende Versuche</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
</context>
<context>
    <name>skein::ui::TaskCommands</name>
    <message>
        <source>Fork from the selected task…</source>
        <translation>Von der gewählten Aufgabe abzweigen …</translation>
    </message>
    <message>
        <source>Make a workspace of its own that goes on from a moment of this task; this run stays as it is</source>
        <translation>Einen eigenen Arbeitsbereich anlegen, der von einem Zeitpunkt dieser Aufgabe weitergeht; dieser Lauf bleibt, wie er ist</translation>
    </message>
    <message>
        <source>branch</source>
        <translation>zweig</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>kopie</translation>
    </message>
    <message>
        <source>history</source>
        <translation>verlauf</translation>
    </message>
    <message>
        <source>there is no run in this window</source>
        <translation>in diesem Fenster gibt es keinen Lauf</translation>
    </message>
    <message>
        <source>the workspace can no longer be read</source>
        <translation>der Arbeitsbereich lässt sich nicht mehr lesen</translation>
    </message>
    <message>
        <source>no task is selected</source>
        <translation>es ist keine Aufgabe gewählt</translation>
    </message>
    <message>
        <source>Filter by the selec&amp;ted task…</source>
        <translation>Nac&amp;h der gewählten Aufgabe filtern…</translation>
    </message>
    <message>
        <source>Show only tasks of its state, phase, kind or agent, or leave those out</source>
        <translation>Nur Aufgaben ihres Zustands, ihrer Phase, Art oder ihres Agenten zeigen oder diese weglassen</translation>
    </message>
    <message>
        <source>apply as filter</source>
        <translation>als Filter anwenden</translation>
    </message>
    <message>
        <source>narrow</source>
        <translation>eingrenzen</translation>
    </message>
    <message>
        <source>Only %1</source>
        <translation>Nur %1</translation>
    </message>
    <message>
        <source>Of what is shown, only %1</source>
        <translation>Vom Gezeigten nur %1</translation>
    </message>
    <message>
        <source>All but %1</source>
        <translation>Alles außer %1</translation>
    </message>
</context>
<context>
    <name>skein::ui::TasksView</name>
    <message>
        <source>Show all tasks</source>
        <translation>Alle Aufgaben zeigen</translation>
    </message>
    <message>
        <source>Rows stay where they are while you look; this sorts them again</source>
        <translation>Zeilen bleiben, wo sie sind, während Sie hinsehen; dies sortiert sie neu</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message numerus="yes">
        <source>%n moved: re-sort</source>
        <translation>
            <numerusform>%Ln verschoben: neu sortieren</numerusform>
            <numerusform>%Ln verschoben: neu sortieren</numerusform>
        </translation>
    </message>
    <message>
        <source>No tasks yet</source>
        <translation>Noch keine Aufgaben</translation>
    </message>
    <message>
        <source>Tasks appear here</source>
        <translation>Hier erscheinen Aufgaben</translation>
    </message>
    <message>
        <source>There is no run in this window yet.</source>
        <translation>In diesem Fenster gibt es noch keinen Lauf.</translation>
    </message>
    <message>
        <source>Start one</source>
        <translation>Einen Lauf starten</translation>
    </message>
    <message numerus="yes">
        <source>%Ln task(s): %1</source>
        <translation>
            <numerusform>%Ln Aufgabe: %1</numerusform>
            <numerusform>%Ln Aufgaben: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>%1 von %2 zu sehen</translation>
    </message>
    <message>
        <source>None match the filter</source>
        <translation>Nichts passt zum Filter</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) hidden by it.</source>
        <translation>
            <numerusform>%Ln Aufgabe verbirgt er.</numerusform>
            <numerusform>%Ln Aufgaben verbirgt er.</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>the workspace can no longer be read</source>
        <translation>der Arbeitsbereich lässt sich nicht mehr lesen</translation>
    </message>
</context>
<context>
    <name>skein::ui::TimeAxis</name>
    <message>
        <source>Time axis</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>%1 idle</source>
        <translation>%1 Leerlauf</translation>
    </message>
    <message>
        <source>Nothing was under way from %1 to %2: %3.</source>
        <translation>Von %1 bis %2 war nichts im Gang: %3.</translation>
    </message>
    <message>
        <source>Drawn as breaks; T shows true time.</source>
        <translation>Als Lücken gezeichnet; T zeigt die wahre Zeit.</translation>
    </message>
    <message>
        <source>Drawn as a break; T shows true time.</source>
        <translation>Als Lücke gezeichnet; T zeigt die wahre Zeit.</translation>
    </message>
</context>
<context>
    <name>skein::ui::TimelineRates</name>
    <message>
        <source>Running agents and calls per minute</source>
        <translation>Laufende Agenten und Aufrufe je Minute</translation>
    </message>
    <message>
        <source>%1 of %2 agents at work. %3 calls a minute in what is in sight.</source>
        <translation>%1 von %2 Agenten bei der Arbeit. %3 Aufrufe je Minute im sichtbaren Bereich.</translation>
    </message>
    <message>
        <source>agents: %1 of %2</source>
        <translation>Agenten: %1 von %2</translation>
    </message>
    <message>
        <source>calls a minute: %1</source>
        <translation>Aufrufe je Minute: %1</translation>
    </message>
    <message>
        <source>%1 of %2 agents at work. %3 attempts begun a minute in what is in sight.</source>
        <translation>%1 von %2 Agenten bei der Arbeit. %3 Versuche je Minute begonnen in dem, was zu sehen ist.</translation>
    </message>
    <message>
        <source>starts a minute: %1</source>
        <translation>Anfänge je Minute: %1</translation>
    </message>
    <message>
        <source>Idle time does not count.</source>
        <translation>Leerlauf zählt nicht.</translation>
    </message>
</context>
<context>
    <name>skein::ui::TimelineTree</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s)</source>
        <translation>
            <numerusform>%Ln Versuch</numerusform>
            <numerusform>%Ln Versuche</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%Ln fehlgeschlagen</numerusform>
            <numerusform>%Ln fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: what waits for you</source>
        <translation>%1: was auf Sie wartet</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>reused</source>
        <translation>übernommen</translation>
    </message>
    <message>
        <source>failed, tried again</source>
        <translation>fehlgeschlagen, neu versucht</translation>
    </message>
    <message>
        <source>failed for good</source>
        <translation>endgültig fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1, attempt %2, %3, %4 from %5, %6</source>
        <translation>%1, Versuch %2, %3, %4 ab %5, %6</translation>
    </message>
    <message>
        <source>%1 (pinned)</source>
        <translation>%1 (angeheftet)</translation>
    </message>
    <message>
        <source>its end is unknown</source>
        <translation>Ende unbekannt</translation>
    </message>
    <message>
        <source>cut off before its end, no failure</source>
        <translation>vor dem Ende abgebrochen, kein Fehlschlag</translation>
    </message>
</context>
<context>
    <name>skein::ui::TimelineView</name>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Follow the present</source>
        <translation>Der Gegenwart folgen</translation>
    </message>
    <message>
        <source>Keep the present in sight (G in the timeline)</source>
        <translation>Die Gegenwart im Blick behalten (G in der Zeitachse)</translation>
    </message>
    <message>
        <source>Timeline: show more time</source>
        <translation>Zeitachse: mehr Zeit zeigen</translation>
    </message>
    <message>
        <source>S in the timeline</source>
        <translation>S in der Zeitachse</translation>
    </message>
    <message>
        <source>Timeline: show less time</source>
        <translation>Zeitachse: weniger Zeit zeigen</translation>
    </message>
    <message>
        <source>W in the timeline</source>
        <translation>W in der Zeitachse</translation>
    </message>
    <message>
        <source>Timeline: show all time</source>
        <translation>Zeitachse: alle Zeit zeigen</translation>
    </message>
    <message>
        <source>F in the timeline</source>
        <translation>F in der Zeitachse</translation>
    </message>
    <message>
        <source>timeline</source>
        <translation>zeitachse</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>As filter</source>
        <translation>Als Filter</translation>
    </message>
    <message>
        <source>Show only the tasks of this area, in every view</source>
        <translation>Nur die Aufgaben dieses Ausschnitts zeigen, in jeder Ansicht</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoomen</translation>
    </message>
    <message>
        <source>Show only this stretch of time (R)</source>
        <translation>Nur diese Zeitspanne zeigen (R)</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Aufheben</translation>
    </message>
    <message>
        <source>Forget the marked area (Esc)</source>
        <translation>Den markierten Ausschnitt vergessen (Esc)</translation>
    </message>
    <message>
        <source>there is no run in this window</source>
        <translation>in diesem Fenster gibt es keinen Lauf</translation>
    </message>
    <message>
        <source>no attempt has begun yet</source>
        <translation>noch kein Versuch hat begonnen</translation>
    </message>
    <message>
        <source>What a row of the timeline stands for</source>
        <translation>Wofür eine Zeile der Zeitachse steht</translation>
    </message>
    <message>
        <source>Nothing has begun yet</source>
        <translation>Noch nichts hat begonnen</translation>
    </message>
    <message>
        <source>No timeline yet</source>
        <translation>Noch keine Zeitachse</translation>
    </message>
    <message>
        <source>No attempt has begun yet</source>
        <translation>Noch kein Versuch hat begonnen</translation>
    </message>
    <message>
        <source>Attempts appear here as bars</source>
        <translation>Hier erscheinen Versuche als Balken</translation>
    </message>
    <message>
        <source>There is no run in this window yet.</source>
        <translation>In diesem Fenster gibt es noch keinen Lauf.</translation>
    </message>
    <message>
        <source>The first bar comes with the first attempt.</source>
        <translation>Der erste Balken kommt mit dem ersten Versuch.</translation>
    </message>
    <message>
        <source>Start one</source>
        <translation>Einen Lauf starten</translation>
    </message>
    <message>
        <source>None match the filter</source>
        <translation>Nichts passt zum Filter</translation>
    </message>
    <message>
        <source>No attempt of a task that passes the filter.</source>
        <translation>Kein Versuch einer Aufgabe, die den Filter besteht.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message numerus="yes">
        <source>%Ln attempt(s)</source>
        <translation>
            <numerusform>%Ln Versuch</numerusform>
            <numerusform>%Ln Versuche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n failed</source>
        <translation>
            <numerusform>, %Ln fehlgeschlagen</numerusform>
            <numerusform>, %Ln fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n running</source>
        <translation>
            <numerusform>, %Ln läuft</numerusform>
            <numerusform>, %Ln laufen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%Ln Zeile</numerusform>
            <numerusform>%Ln Zeilen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s)</source>
        <translation>
            <numerusform>%Ln Versuch</numerusform>
            <numerusform>%Ln Versuche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%Ln fehlgeschlagen</numerusform>
            <numerusform>%Ln fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>Timeline: mark an area</source>
        <translation>Zeitachse: Ausschnitt markieren</translation>
    </message>
    <message>
        <source>M in the timeline; Shift with the arrow keys makes it larger or smaller</source>
        <translation>M in der Zeitachse; Umschalt mit den Pfeiltasten macht ihn größer oder kleiner</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>wartet, bis sie dran ist</translation>
    </message>
    <message>
        <source>at work</source>
        <translation>in Arbeit</translation>
    </message>
    <message>
        <source>at work again</source>
        <translation>wieder in Arbeit</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>taken over</source>
        <translation>übernommen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>waits for the next try</source>
        <translation>wartet auf den nächsten Versuch</translation>
    </message>
    <message>
        <source>waits for you</source>
        <translation>wartet auf Sie</translation>
    </message>
    <message>
        <source>held, or nothing recorded</source>
        <translation>angehalten, oder nichts aufgezeichnet</translation>
    </message>
    <message>
        <source>Drag over an area to sum it up, or M and Shift with the arrow keys.</source>
        <translation>Ziehen Sie über einen Ausschnitt, um ihn zusammenzufassen, oder M und Umschalt mit den Pfeiltasten.</translation>
    </message>
    <message>
        <source>Colour of the bars</source>
        <translation>Farbe der Balken</translation>
    </message>
    <message>
        <source>Colour: state</source>
        <translation>Farbe: Zustand</translation>
    </message>
    <message>
        <source>Colour: kind</source>
        <translation>Farbe: Art</translation>
    </message>
    <message>
        <source>Colour: phase</source>
        <translation>Farbe: Phase</translation>
    </message>
    <message>
        <source>Timeline: pin the row</source>
        <translation>Zeitachse: Zeile anheften</translation>
    </message>
    <message>
        <source>Keep the current row above the others, or no longer (P in the timeline)</source>
        <translation>Die aktuelle Zeile über den anderen halten oder nicht mehr (P in der Zeitachse)</translation>
    </message>
    <message>
        <source>Gantt</source>
        <translation>Gantt</translation>
    </message>
    <message>
        <source>time range</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>lanes</source>
        <translation>Bahnen</translation>
    </message>
    <message>
        <source>end unknown</source>
        <translation>Ende unbekannt</translation>
    </message>
    <message>
        <source>held at a pause point</source>
        <translation>an einem Haltepunkt gehalten</translation>
    </message>
    <message>
        <source>What the colour of a bar stands for; failures keep theirs</source>
        <translation>Wofür die Farbe eines Balkens steht; Fehlschläge behalten ihre</translation>
    </message>
    <message numerus="yes">
        <source>, the end of %n is unknown</source>
        <translation>
            <numerusform>, bei %n ist das Ende unbekannt</numerusform>
            <numerusform>, bei %n ist das Ende unbekannt</numerusform>
        </translation>
    </message>
    <message>
        <source>Colour: provider</source>
        <translation>Farbe: Anbieter</translation>
    </message>
    <message>
        <source>Colour: model</source>
        <translation>Farbe: Modell</translation>
    </message>
    <message>
        <source>Colour: key</source>
        <translation>Farbe: Schlüssel</translation>
    </message>
    <message>
        <source>Phases</source>
        <translation>Phasen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>cut off, no failure</source>
        <translation>abgebrochen, kein Fehlschlag</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>, %n cut off</source>
        <translation>
            <numerusform>, %n abgebrochen</numerusform>
            <numerusform>, %n abgebrochen</numerusform>
        </translation>
    </message>
    <message>
        <source>Timeline: true time</source>
        <translation>Zeitachse: wahre Zeit</translation>
    </message>
    <message>
        <source>Draw idle time as long as it was, instead of as breaks (T in the timeline)</source>
        <translation>Leerlauf so lang zeichnen, wie er war, statt als Lücken (T in der Zeitachse)</translation>
    </message>
    <message>
        <source>nothing under way, drawn shorter</source>
        <translation>nichts im Gang, kürzer gezeichnet</translation>
    </message>
    <message>
        <source>The filter shows %1 of %2.</source>
        <translation>Der Filter zeigt %1 von %2.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln Zeile</numerusform>
            <numerusform>%Ln Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was under way for %1; idle time is drawn as long as it was.</source>
        <translation>Nichts war im Gang für %1; Leerlauf ist so lang gezeichnet, wie er war.</translation>
    </message>
    <message>
        <source>Nothing was under way for %1; idle time is drawn shorter.</source>
        <translation>Nichts war im Gang für %1; Leerlauf ist kürzer gezeichnet.</translation>
    </message>
    <message>
        <source>something was under way nearly all the time</source>
        <translation>fast die ganze Zeit war etwas im Gange</translation>
    </message>
    <message>
        <source>Nothing was under way for %1.</source>
        <translation>%1 lang war nichts im Gange.</translation>
    </message>
    <message>
        <source>%1, %2: %3, %4, %5, %6 of the time in backoff</source>
        <translation>%1, %2: %3, %4, %5, %6 der Zeit wartend auf den nächsten Versuch</translation>
    </message>
</context>
<context>
    <name>skein::ui::TokenBar</name>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Dependency result</source>
        <translation>Ergebnis einer Abhängigkeit</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Gedächtnis</translation>
    </message>
    <message>
        <source>Pinned decision</source>
        <translation>Festgehaltene Entscheidung</translation>
    </message>
    <message>
        <source>Conflict note</source>
        <translation>Konfliktvermerk</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Anderes</translation>
    </message>
    <message>
        <source>thin</source>
        <translation>knapp</translation>
    </message>
    <message>
        <source>in band</source>
        <translation>im Band</translation>
    </message>
    <message>
        <source>heavy</source>
        <translation>üppig</translation>
    </message>
    <message>
        <source>over cap</source>
        <translation>über der Grenze</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Context window, %1 tokens, %2</source>
        <translation>Kontextfenster, %1 Tokens, %2</translation>
    </message>
    <message>
        <source>%1K</source>
        <translation>%1 Tsd.</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>%1: %2 tokens</source>
        <translation>%1: %2 Tokens</translation>
    </message>
</context>
<context>
    <name>skein::ui::Tray</name>
    <message>
        <source>Open Skein</source>
        <translation>Skein öffnen</translation>
    </message>
    <message>
        <source>Skein: no run</source>
        <translation>Skein: kein Lauf</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>skein::ui::UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo: %1 (%2 s)</source>
        <translation>Rückgängig: %1 (%2 s)</translation>
    </message>
    <message>
        <source>Undo %1</source>
        <translation>%1 rückgängig machen</translation>
    </message>
</context>
<context>
    <name>skein::ui::ViewWindow</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>&amp;Find tasks</source>
        <translation>&amp;Aufgaben suchen</translation>
    </message>
    <message>
        <source>Show the tasks that contain some words</source>
        <translation>Die Aufgaben zeigen, die bestimmte Wörter enthalten</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Costs</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>Gliederung</translation>
    </message>
    <message>
        <source>&amp;Pin this window</source>
        <translation>Dieses Fenster an&amp;heften</translation>
    </message>
    <message>
        <source>Keep its own selection and filter, whatever is chosen elsewhere</source>
        <translation>Eigene Auswahl und eigenen Filter behalten, was auch anderswo gewählt wird</translation>
    </message>
    <message>
        <source>&amp;Close the window</source>
        <translation>Fenster s&amp;chließen</translation>
    </message>
    <message>
        <source>Close this window; the first one stays</source>
        <translation>Dieses Fenster schließen; das erste bleibt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>view: run</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 (pinned) – Skein</source>
        <translation>%1 (angeheftet) – Skein</translation>
    </message>
    <message>
        <source>%1 – Skein</source>
        <translation>%1 – Skein</translation>
    </message>
</context>
<context>
    <name>skein::ui::WorkbenchFeed</name>
    <message>
        <source>The run could not be started: its signing key cannot be used</source>
        <translation>Der Lauf konnte nicht gestartet werden: Sein Signierschlüssel ist nicht verwendbar</translation>
    </message>
    <message>
        <source>The run could not be started</source>
        <translation>Der Lauf konnte nicht gestartet werden</translation>
    </message>
</context>
</TS>
