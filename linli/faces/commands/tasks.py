"""What the workers do for themselves."""

from __future__ import annotations

from procrastinate.contrib.django import app

SILENT_SECONDS = 30  # a living worker reports every five


@app.periodic(cron="* * * * * */20")
@app.task(queue="upkeep", queueing_lock="upkeep.retry_abandoned", name="upkeep.retry_abandoned")
async def retry_abandoned(timestamp: int) -> None:
    """Take up again the jobs of workers that were killed, so that nothing confirmed is lost."""
    abandoned = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS)
    for job in abandoned:
        await app.job_manager.retry_job(job)
