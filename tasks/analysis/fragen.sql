-- Zehn Fragen an den Datenbestand, wie sie das Datenwörterbuch zeigt: erst die Frage, dann die Abfrage.
-- Jede läuft in den Tests auf SQLite und PostgreSQL (tests/tasks/analysis/test_questions.py).

-- Wie entwickelte sich die Erstförderung, Monat für Monat, in denselben Grundschulen?
WITH known AS (
  SELECT f.month, f.respondent_id, SUM(f.first_support) AS first_support
  FROM current_school_pupils f
  JOIN respondent p ON p.respondent_id = f.respondent_id AND p.school_type = 'G'
  WHERE f.month IN (SELECT month FROM publication WHERE manifest IS NOT NULL)
  GROUP BY f.month, f.respondent_id
  HAVING COUNT(f.first_support) = COUNT(*))
SELECT month, COUNT(*) AS schools, SUM(first_support) AS first_support
FROM known
WHERE respondent_id IN (
  SELECT respondent_id FROM known GROUP BY respondent_id HAVING COUNT(*) = (SELECT COUNT(DISTINCT month) FROM known))
GROUP BY month ORDER BY month;

-- Wie viele Kinder sind in den Rucksack-Gruppen der Kitas, je 100 Kinder dort mit nichtdeutscher Familiensprache?
SELECT k.month, 100.0 * r.children / NULLIF(k.other_language, 0) AS per_100
FROM (SELECT month, SUM(other_family_language) AS other_language FROM current_daycare_children GROUP BY month) k
LEFT JOIN (SELECT f.month, SUM(f.children) AS children
      FROM current_parent_programmes f
      JOIN respondent p ON p.respondent_id = f.respondent_id AND p.kind = 'daycare'
      WHERE f.programme = 'Rucksack KiTa' GROUP BY f.month) r ON r.month = k.month
ORDER BY k.month;

-- Wer meldete pünktlich, verspätet oder gar nicht, nach Monat und Art der Berichtsstelle?
SELECT month, form, COUNT(*) AS owed,
  SUM(CASE WHEN submission_id IS NOT NULL AND NOT is_late THEN 1 ELSE 0 END) AS on_time,
  SUM(CASE WHEN submission_id IS NOT NULL AND is_late THEN 1 ELSE 0 END) AS late,
  SUM(CASE WHEN submission_id IS NULL THEN 1 ELSE 0 END) AS outstanding
FROM "return"
WHERE is_owed
GROUP BY month, form ORDER BY month, form;

-- Welche Familiensprachen hatten die meisten Kinder in Kitas im neuesten berichteten Monat?
SELECT c.title AS language, SUM(f.children) AS children
FROM current_daycare_languages f
JOIN code c ON c.list = 'language' AND c.code = f.language
WHERE f.month = (SELECT MAX(month) FROM publication WHERE manifest IS NOT NULL)
GROUP BY c.title ORDER BY children DESC, language LIMIT 10;

-- Aus welchen Ländern kamen Schülerinnen und Schüler im Schuljahr?
SELECT m.school_year, c.title AS country, SUM(f.arrivals) AS arrivals
FROM current_school_arrivals f
JOIN month m ON m.month = f.month
JOIN code c ON c.list = 'country' AND c.code = f.country
GROUP BY m.school_year, c.title ORDER BY m.school_year, arrivals DESC, country;

-- Was gab jeder KOMM-AN-Baustein bis Oktober 2026 von seiner Bewilligung aus, und wo läge ein gleichmäßiger
-- Abfluss? Bewilligt ist, was ein Verein im Jahr zuletzt angab. Der Abfluss zählt wie der Bericht ein Zwölftel je
-- Monat, seit im Jahr Meldungen geschuldet oder Mittel gemeldet sind.
WITH funds AS (
  SELECT f.*, ROW_NUMBER() OVER (
    PARTITION BY f.respondent_id, f.component, f.budget_line
    ORDER BY CASE WHEN f.granted_eur IS NULL THEN 1 ELSE 0 END, f.month DESC) AS newest
  FROM current_offer_funds f
  WHERE f.month BETWEEN '2026-01' AND '2026-10'),
recorded AS (
  SELECT 10 + 1 - MIN(CAST(SUBSTR(month, 6, 2) AS INTEGER)) AS months
  FROM (SELECT month FROM funds UNION SELECT month FROM "return" WHERE is_owed) m
  WHERE month BETWEEN '2026-01' AND '2026-10')
SELECT component, SUM(spent_eur) AS spent_eur,
  SUM(CASE WHEN newest = 1 THEN granted_eur END) AS granted_eur,
  SUM(CASE WHEN newest = 1 THEN granted_eur END) * MAX(months) / 12.0 AS straight_line_eur
FROM funds CROSS JOIN recorded
GROUP BY component ORDER BY component;

-- Wie viele nehmen an den Angeboten der Vereine teil, und wie viele davon sind 60 und älter?
SELECT month, field_of_action, SUM(participants) AS participants,
  100.0 * SUM(participants_60_and_over)
    / NULLIF(SUM(CASE WHEN participants_60_and_over IS NOT NULL THEN participants END), 0) AS pct_60_and_over
FROM current_offers
GROUP BY month, field_of_action ORDER BY month, participants DESC;

-- Welche Prüfungen schlagen am häufigsten an, und wie oft hatte die Berichtsstelle recht (erläutert oder
-- Ausnahme)? Von einer erneut geprüften Datei zählt die letzte Prüfung.
SELECT rule, severity, COUNT(*) AS findings, COUNT(DISTINCT submission_id) AS returns,
  SUM(CASE WHEN is_settled THEN 1 ELSE 0 END) AS settled
FROM finding
WHERE severity <> 'information' AND submission_id IN (
  SELECT MAX(submission_id) FROM submission GROUP BY COALESCE(recheck_of, submission_id))
GROUP BY rule, severity ORDER BY findings DESC, rule LIMIT 20;

-- Was wussten wir am Abend des 12. November, aus wie vielen Schulen, und was wissen wir heute?
SELECT month,
  SUM(CASE WHEN was_known THEN pupils END) AS believed,
  COUNT(DISTINCT CASE WHEN was_known THEN respondent_id END) AS schools_then,
  SUM(CASE WHEN known_until IS NULL THEN pupils END) AS known,
  COUNT(DISTINCT CASE WHEN known_until IS NULL THEN respondent_id END) AS schools_now
FROM (
  SELECT month, respondent_id, pupils, known_until,
    known_from < '2026-11-13' AND (known_until IS NULL OR known_until >= '2026-11-13') AS was_known
  FROM history_school_pupils) f
GROUP BY month ORDER BY month;

-- Wie entwickelt sich eine Kennzahl, endgültige Werte getrennt von vorläufigen? Alle Zeilen eines Monats zusammen
-- sind ihr Wert; S10 und K03 stehen in zwei Tabellen: eine davon nehmen.
SELECT month, indicator, fact_table, obs_status, COUNT(DISTINCT respondent_id) AS respondents, SUM(value) AS value, unit
FROM indicator_value WHERE indicator = 'S05'
GROUP BY month, indicator, fact_table, obs_status, unit ORDER BY month, fact_table, obs_status;
