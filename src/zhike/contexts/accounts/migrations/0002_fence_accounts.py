from django.db import migrations

from zhike.foundation.row_security import fence_table


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_products_accounts_and_holders")]

    operations = [fence_table("accounts_account"), fence_table("accounts_holder")]
