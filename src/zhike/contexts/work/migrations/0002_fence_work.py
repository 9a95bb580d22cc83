from django.db import migrations

from zhike.foundation.row_security import fence_table


class Migration(migrations.Migration):
    dependencies = [("work", "0001_tasks_contacts_and_timeline")]

    operations = [
        fence_table("work_task"),
        fence_table("work_contact_record"),
        fence_table("work_timeline_entry"),
    ]
