package dev.gantry.sample.host;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.UNKNOWN;
import static dev.gantry.api.detect.Status.WARN;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Range;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Judges disks, memory and load of the host that Gantry runs on. Every figure is a measurement,
 * also where all is well, so that it can be drawn over time; every figure beyond its limit is a
 * reason.
 */
@DetectorType(
        id = "host.resources",
        title = "Resources of the host",
        description = "Judges free disk space, available memory and load per core.")
public final class HostResources implements Detector<HostResources.Config> {
    private static final double GIB = 1024.0 * 1024 * 1024;

    /** Limits; ratios go from 0 to 1. */
    public record Config(
            @Doc("Any path on each disk to judge; empty for none") @Default("[\"/\"]")
                    List<Path> disks,
            @Doc("Warn when less of a disk than this is free")
                    @Default("0.10")
                    @Range(min = 0, max = 1)
                    double diskWarn,
            @Doc("Critical when less of a disk than this is free")
                    @Default("0.05")
                    @Range(min = 0, max = 1)
                    double diskCritical,
            @Doc("Warn when less of the memory than this is available")
                    @Default("0.10")
                    @Range(min = 0, max = 1)
                    double memoryWarn,
            @Doc("Critical when less of the memory than this is available")
                    @Default("0.05")
                    @Range(min = 0, max = 1)
                    double memoryCritical,
            @Doc("Warn when more processes than this are runnable per core, over a minute")
                    @Default("2")
                    @Range(min = 0)
                    double loadWarn,
            @Doc("Critical when more processes than this are runnable per core, over a minute")
                    @Default("8")
                    @Range(min = 0)
                    double loadCritical) {}

    private final HostFigures host;

    /** Judges the host that it runs on. */
    public HostResources() {
        this(new HostFigures(Path.of("/proc"), Runtime.getRuntime().availableProcessors()));
    }

    HostResources(HostFigures host) {
        this.host = host;
    }

    @Override
    public Verdict inspect(Config config, CheckContext context) {
        var findings = new Findings();
        for (Path disk : config.disks()) {
            context.cancellation().check();
            judgeDisk(disk, config, findings);
        }
        judgeMemory(config, findings);
        judgeLoad(config, findings);
        return findings.verdict();
    }

    private static void judgeDisk(Path path, Config config, Findings findings) {
        long free;
        long total;
        try {
            FileStore disk = Files.getFileStore(path);
            free = disk.getUsableSpace();
            total = disk.getTotalSpace();
        } catch (NoSuchFileException e) {
            findings.add(UNKNOWN, "%s does not exist; name a path on the disk", path);
            return;
        } catch (IOException e) {
            findings.add(UNKNOWN, "the disk of %s cannot be judged: %s", path, e.toString());
            return;
        }
        if (total <= 0) {
            findings.add(UNKNOWN, "%s is on no disk that has a size", path);
            return;
        }
        double ratio = (double) free / total;
        findings.measure("disk.free.ratio:" + path, ratio);
        findings.measure("disk.free.bytes:" + path, free);
        findings.add(
                below(ratio, config.diskWarn(), config.diskCritical()),
                "%s has %.1f %% free, %.1f of %.1f GiB",
                path,
                ratio * 100,
                free / GIB,
                total / GIB);
    }

    private void judgeMemory(Config config, Findings findings) {
        host.memory()
                .ifPresentOrElse(
                        memory -> {
                            findings.measure("memory.available.ratio", memory.ratio());
                            findings.measure("memory.available.bytes", memory.available());
                            findings.add(
                                    below(
                                            memory.ratio(),
                                            config.memoryWarn(),
                                            config.memoryCritical()),
                                    "%.1f %% of the memory is available, %.1f of %.1f GiB",
                                    memory.ratio() * 100,
                                    memory.available() / GIB,
                                    memory.total() / GIB);
                        },
                        () -> findings.add(UNKNOWN, "this system does not tell its memory"));
    }

    private void judgeLoad(Config config, Findings findings) {
        OptionalDouble load = host.load();
        if (load.isEmpty()) {
            findings.add(OK, "this system has no load average");
            return;
        }
        double perCore = load.getAsDouble() / host.cores();
        findings.measure("load.per.core", perCore);
        Status status =
                perCore > config.loadCritical()
                        ? CRITICAL
                        : perCore > config.loadWarn() ? WARN : OK;
        findings.add(
                status,
                "load is %.2f per core, %.2f on %d cores",
                perCore,
                load.getAsDouble(),
                host.cores());
    }

    private static Status below(double value, double warn, double critical) {
        return value < critical ? CRITICAL : value < warn ? WARN : OK;
    }

    /** Gathers figures and reasons; where something is wrong, what is fine is left out. */
    private static final class Findings {
        private final List<Verdict> reasons = new ArrayList<>();
        private final Map<String, Double> measurements = new LinkedHashMap<>();

        void add(Status status, String format, Object... arguments) {
            reasons.add(Verdict.of(status).because(String.format(Locale.ROOT, format, arguments)));
        }

        void measure(String name, double value) {
            measurements.put(name, value);
        }

        Verdict verdict() {
            Verdict worst = Verdict.of(OK);
            for (Verdict reason : reasons) {
                worst = worst.atLeast(reason.status());
            }
            Status decides = worst.status();
            List<String> sentences =
                    reasons.stream()
                            .filter(reason -> decides == OK || reason.status() != OK)
                            .sorted(Comparator.comparing(reason -> reason.status() != decides))
                            .flatMap(reason -> reason.reasons().stream())
                            .toList();
            return new Verdict(decides, sentences, measurements);
        }
    }
}
