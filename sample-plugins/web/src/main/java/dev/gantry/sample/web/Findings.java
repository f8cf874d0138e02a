package dev.gantry.sample.web;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gathers what was found and makes one verdict of it: the worst decides, and comes first. */
final class Findings {
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Double> measurements = new LinkedHashMap<>();

    private record Finding(Status status, String reason) {}

    void add(Status status, String format, Object... arguments) {
        String reason =
                arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
        findings.add(new Finding(status, reason));
    }

    void measure(String name, double value) {
        measurements.put(name, value);
    }

    /** Where something is wrong, what is fine is left out. */
    Verdict verdict() {
        Verdict worst = Verdict.of(Status.OK);
        for (Finding finding : findings) {
            worst = worst.atLeast(finding.status);
        }
        Status decides = worst.status();
        List<String> reasons =
                findings.stream()
                        .filter(finding -> decides == Status.OK || finding.status != Status.OK)
                        .sorted(Comparator.comparing(finding -> finding.status != decides))
                        .map(Finding::reason)
                        .toList();
        return new Verdict(decides, reasons, measurements);
    }
}
