package dev.gantry.schedule;

/** The fields of a cron expression, in their order, and what each may hold. */
enum CronField {
    SECOND("second", "0 to 59, as 0, 0,30 or */10"),
    MINUTE("minute", "0 to 59, as 0, 0,30 or */10"),
    HOUR("hour", "0 to 23, as 9, 8-18, 8,20 or */2"),
    DAY("day of month", "1 to 31, as 1, 1-7, */5, L (the last), 15W (the weekday nearest) or ?"),
    MONTH("month", "1 to 12 or JAN to DEC, as 1, JAN-MAR or */3"),
    WEEKDAY(
            "day of week",
            "1 (SUN) to 7 (SAT) or SUN to SAT, as MON-FRI, MON,THU, MON#1 (the first), 6L (the last"
                    + " Friday) or ?");

    private final String label;
    private final String expected;

    CronField(String label, String expected) {
        this.label = label;
        this.expected = expected;
    }

    /** Its name for people. */
    String label() {
        return label;
    }

    /** What may stand there, for people. */
    String expected() {
        return expected;
    }
}
