"""What the workers do for themselves."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

SILENT_SECONDS = 30  # a living worker reports every five


@app.periodic(cron="* * * * * */20")
@app.task(queue="upkeep", queueing_lock="upkeep.retry_abandoned", name="upkeep.retry_abandoned")
async def retry_abandoned(timestamp: int) -> None:
    """Take up again the jobs of workers that were killed, so that nothing confirmed is lost."""
    abandoned = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS)
    for job in abandoned:
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # the same waits once more already, and does the work of this one
            await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=False)
