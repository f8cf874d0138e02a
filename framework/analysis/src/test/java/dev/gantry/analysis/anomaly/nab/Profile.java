package dev.gantry.analysis.anomaly.nab;

/**
 * What detections are worth to an application.
 *
 * @param name as in {@code profiles.json}
 * @param hit the most that a window can earn
 * @param miss what a window costs that nothing was detected in
 * @param falseAlarm the most that a detection outside of all windows costs
 */
public record Profile(String name, double hit, double miss, double falseAlarm) {}
