"""No task without an admitted item in force: the database refuses it, whoever writes."""

from __future__ import annotations

from django.db import migrations

SQL = """
CREATE FUNCTION admission_item_holds(item bigint, giver bigint, on_day date, of_form boolean)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    -- Held until the end of the transaction: nobody withdraws the item meanwhile.
    PERFORM FROM matters_matter m WHERE m.id = item FOR SHARE;
    RETURN EXISTS (
        SELECT FROM admission_admission a JOIN matters_matter m ON m.id = a.matter_ptr_id
        WHERE m.id = item AND m.state IN ('active', 'review', 'renewed')
        AND on_day BETWEEN a.starts_on AND a.ends_on AND a.department_id = giver
        AND (a.subject = 'form' OR NOT of_form)
    );
END $$;
CREATE FUNCTION admission_task_is_admitted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    on_day date;
BEGIN
    SELECT (opened_at AT TIME ZONE 'Asia/Shanghai')::date INTO on_day
    FROM matters_matter WHERE id = NEW.matter_ptr_id;
    IF NOT admission_item_holds(NEW.item_id, NEW.unit_id, on_day, false) THEN
        RAISE EXCEPTION 'a task needs an admitted item of its unit, in force on that day'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'a_task_has_an_admitted_item';
    END IF;
    IF NEW.form_id IS NOT NULL
    AND NOT admission_item_holds(NEW.form_id, NEW.unit_id, on_day, true) THEN
        RAISE EXCEPTION 'a form asked of communities is itself an admitted item, in force'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'a_form_is_an_admitted_item';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER admission_task_admitted
BEFORE INSERT OR UPDATE OF item_id, form_id, unit_id ON admission_task
FOR EACH ROW EXECUTE FUNCTION admission_task_is_admitted();
"""

BACK = """
DROP TRIGGER admission_task_admitted ON admission_task;
DROP FUNCTION admission_task_is_admitted();
DROP FUNCTION admission_item_holds(bigint, bigint, date, boolean);
"""


class Migration(migrations.Migration):
    dependencies = [("admission", "0001_initial")]

    operations = [migrations.RunSQL(SQL, BACK)]
