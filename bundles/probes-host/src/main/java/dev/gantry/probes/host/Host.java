package dev.gantry.probes.host;

import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.UNKNOWN;
import static dev.gantry.probes.Amount.BYTES;
import static dev.gantry.probes.Amount.NUMBER;
import static dev.gantry.probes.Amount.RATIO;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.needs.Needs;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Range;
import dev.gantry.probes.Limits;
import dev.gantry.probes.Report;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Judges processor, memory, swap, load and disks. A component, one for all checks, since a disk
 * that does not answer holds a thread until it does: that thread is remembered, and not doubled.
 * Thread-safe.
 */
@DetectorType(
        id = "host",
        title = "Host",
        description =
                "Judges processor time, memory, swap, load, and the room on disks of the machine or"
                        + " container that Gantry runs in.")
@Component(service = Detector.class)
@Needs(files = "/", processes = "*")
public final class Host implements Detector<Host.Config> {

    /** Limits; ratios go from 0 to 1. */
    public record Config(
            @Doc(
                            "What processor and memory are judged of: the machine, the container or"
                                    + " service whose limits hold for Gantry, or whichever has limits")
                    @Default("AUTO")
                    Scope scope,
            @Doc("Warn when more of the processor time than this was used since the last look")
                    @Default("0.90")
                    @Range(min = 0, max = 1)
                    double cpuWarn,
            @Doc("Critical when more of the processor time than this was used")
                    @Default("0.98")
                    @Range(min = 0, max = 1)
                    double cpuCritical,
            @Doc("Warn when less of the memory than this is available")
                    @Default("0.10")
                    @Range(min = 0, max = 1)
                    double memoryWarn,
            @Doc("Critical when less of the memory than this is available")
                    @Default("0.05")
                    @Range(min = 0, max = 1)
                    double memoryCritical,
            @Doc("Warn when more of the swap space than this is used")
                    @Default("0.80")
                    @Range(min = 0, max = 1)
                    double swapWarn,
            @Doc("Critical when more of the swap space than this is used")
                    @Default("0.95")
                    @Range(min = 0, max = 1)
                    double swapCritical,
            @Doc("Warn when more tasks than this want to run per core, over a minute")
                    @Default("2")
                    @Range(min = 0)
                    double loadWarn,
            @Doc("Critical when more tasks than this want to run per core, over a minute")
                    @Default("8")
                    @Range(min = 0)
                    double loadCritical,
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
            @Doc("Warn when less of a disk's inodes than this are free")
                    @Default("0.10")
                    @Range(min = 0, max = 1)
                    double inodesWarn,
            @Doc("Critical when less of a disk's inodes than this are free")
                    @Default("0.05")
                    @Range(min = 0, max = 1)
                    double inodesCritical,
            @Doc("Those of the disks that may be read-only") List<Path> readOnly) {}

    /** Whose processor and memory. */
    public enum Scope {
        /** The container's where it has limits, else the machine's. */
        AUTO,
        /** The machine's. */
        MACHINE,
        /** That of the control group that Gantry runs in. */
        CONTAINER
    }

    private final Machine machine;
    private final Disks disks;

    /** Judges where it runs. */
    @Activate
    public Host() {
        this(new Machine(Path.of("/proc"), Path.of("/sys/fs/cgroup")), Disks.real());
    }

    Host(Machine machine, Disks disks) {
        this.machine = machine;
        this.disks = disks;
    }

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        Report report = new Report();
        Machine.Figures figures = machine.look(config.scope());
        cpu(config, figures, context.previous(), report);
        memory(config, figures, report);
        load(config, figures, report);
        for (Path disk : config.disks()) {
            context.cancellation().check();
            disks.judge(disk, config, context, report);
        }
        return report.verdict();
    }

    /**
     * From two readings of what was used and what there was, in seconds of one core, so that the
     * interval of the check is the interval that is judged.
     */
    private static void cpu(
            Config config, Machine.Figures figures, Optional<Verdict> previous, Report report) {
        Optional<Machine.Cpu> now = figures.cpu();
        if (now.isEmpty()) {
            report.say(UNKNOWN, "this system does not tell its processor time (no /proc/stat)");
            return;
        }
        Machine.Cpu cpu = now.get();
        Optional<Double> ratio = cpu.recent();
        if (ratio.isEmpty()) {
            String used = "cpu." + cpu.of() + ".used.seconds";
            String there = "cpu." + cpu.of() + ".there.seconds";
            report.measure(used, cpu.used()).measure(there, cpu.there());
            ratio =
                    previous.flatMap(
                            before ->
                                    between(
                                            cpu,
                                            before.measurements().get(used),
                                            before.measurements().get(there)));
        }
        if (ratio.isEmpty()) {
            report.say(OK, "processor time is judged from the next look on");
            return;
        }
        report.measure("cpu.ratio", ratio.get());
        report.judge(
                Limits.above(config.cpuWarn(), config.cpuCritical()),
                ratio.get(),
                RATIO,
                "processor "
                        + RATIO.say(ratio.get())
                        + " in use since the last look, of "
                        + NUMBER.say(cpu.cores())
                        + " cores of the "
                        + cpu.of());
    }

    private static Optional<Double> between(Machine.Cpu now, Double used, Double there) {
        if (used == null || there == null || now.used() < used || now.there() <= there) {
            return Optional.empty();
        }
        return Optional.of(Math.min(1, (now.used() - used) / (now.there() - there)));
    }

    private static void memory(Config config, Machine.Figures figures, Report report) {
        figures.memory()
                .ifPresentOrElse(
                        memory -> {
                            report.measure("memory.available.ratio", memory.ratio());
                            report.measure("memory.available.bytes", memory.available());
                            report.measure("memory.total.bytes", memory.total());
                            report.judge(
                                    Limits.below(config.memoryWarn(), config.memoryCritical()),
                                    memory.ratio(),
                                    RATIO,
                                    "memory %s available, %s of %s of the %s"
                                            .formatted(
                                                    RATIO.say(memory.ratio()),
                                                    BYTES.say(memory.available()),
                                                    BYTES.say(memory.total()),
                                                    memory.of()));
                        },
                        () ->
                                report.say(
                                        UNKNOWN,
                                        "this system does not tell its memory (no /proc/meminfo)"));
        figures.swap()
                .filter(swap -> swap.total() > 0)
                .ifPresent(
                        swap -> {
                            double used = 1 - swap.ratio();
                            report.measure("swap.used.ratio", used);
                            report.measure("swap.used.bytes", swap.total() - swap.available());
                            report.judge(
                                    Limits.above(config.swapWarn(), config.swapCritical()),
                                    used,
                                    RATIO,
                                    "swap %s used of %s"
                                            .formatted(RATIO.say(used), BYTES.say(swap.total())));
                        });
    }

    private static void load(Config config, Machine.Figures figures, Report report) {
        figures.load()
                .ifPresentOrElse(
                        load -> {
                            double perCore = load / figures.cores();
                            report.measure("load.per.core", perCore);
                            report.judge(
                                    Limits.above(config.loadWarn(), config.loadCritical()),
                                    perCore,
                                    NUMBER,
                                    "load %s per core, %s on %d cores"
                                            .formatted(
                                                    NUMBER.say(perCore),
                                                    NUMBER.say(load),
                                                    figures.cores()));
                        },
                        () -> report.say(OK, "this system has no load average"));
    }
}
