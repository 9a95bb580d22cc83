from django.db import migrations

from zhike.foundation.row_security import fence_table


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_published_measures_and_tiers")]

    operations = [fence_table("analytics_customer_measures"), fence_table("analytics_tier_change")]
