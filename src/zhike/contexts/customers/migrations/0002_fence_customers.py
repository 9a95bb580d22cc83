from django.db import migrations

from zhike.foundation.row_security import fence_table


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_customers_and_personal_data")]

    operations = [
        fence_table("customers_customer", customer_column="id"),
        fence_table("customers_identity"),
        fence_table("customers_contact"),
        fence_table("customers_search_token"),
    ]
