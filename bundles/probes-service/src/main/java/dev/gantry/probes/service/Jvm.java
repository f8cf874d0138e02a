package dev.gantry.probes.service;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.UNKNOWN;
import static dev.gantry.probes.Amount.BYTES;
import static dev.gantry.probes.Amount.NUMBER;
import static dev.gantry.probes.Amount.RATIO;
import static dev.gantry.probes.Amount.SECONDS;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.needs.Needs;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Range;
import dev.gantry.api.schema.Secret;
import dev.gantry.probes.Bounded;
import dev.gantry.probes.Limits;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import java.io.IOException;
import java.rmi.NotBoundException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

import javax.management.JMException;

/** Judges another JVM by what its JMX agent tells. Thread-safe. */
@DetectorType(
        id = "jvm",
        title = "JVM",
        description =
                "Judges another JVM over JMX: heap, garbage collection, threads and deadlocks,"
                        + " processor time, and an attribute of your choice.")
@Needs(network = "*", secrets = true)
public final class Jvm implements Detector<Jvm.Config> {
    private static final String GC = "jvm.gc.total.seconds";
    private static final String UPTIME = "jvm.uptime.seconds";
    private static final int NAMES = 10;

    /** Which JVM, and its limits; ratios go from 0 to 1. */
    public record Config(
            @Doc(
                            "host:port of its JMX agent, or a service URL as in"
                                    + " service:jmx:rmi:///jndi/rmi://host:port/jmxrmi")
                    @Length(min = 1)
                    String target,
            @Doc("User, where the agent wants one") Optional<String> user,
            @Doc("Password of the user") @Secret Optional<String> password,
            @Doc("Whether the agent's registry speaks TLS") @Default("false") boolean tls,
            @Doc("Warn when more of the largest heap than this is used")
                    @Default("0.85")
                    @Range(min = 0, max = 1)
                    double heapWarn,
            @Doc("Critical when more of the largest heap than this is used")
                    @Default("0.95")
                    @Range(min = 0, max = 1)
                    double heapCritical,
            @Doc("Warn when more memory than this is used besides the heap, in bytes")
                    @Range(min = 0)
                    Optional<Long> nonHeapWarn,
            @Doc("Critical when more memory than this is used besides the heap, in bytes")
                    @Range(min = 0)
                    Optional<Long> nonHeapCritical,
            @Doc("Warn when more of the time since the last look than this went into collection")
                    @Default("0.10")
                    @Range(min = 0, max = 1)
                    double gcWarn,
            @Doc(
                            "Critical when more of the time since the last look than this went into collection")
                    @Default("0.30")
                    @Range(min = 0, max = 1)
                    double gcCritical,
            @Doc("Warn with more threads than this") @Range(min = 1) Optional<Integer> threadsWarn,
            @Doc("Critical with more threads than this") @Range(min = 1)
                    Optional<Integer> threadsCritical,
            @Doc("Warn when the JVM uses more of the processors than this") @Range(min = 0, max = 1)
                    Optional<Double> cpuWarn,
            @Doc("Critical when the JVM uses more of the processors than this")
                    @Range(min = 0, max = 1)
                    Optional<Double> cpuCritical,
            @Doc("An attribute to judge besides") Optional<Attribute> attribute) {}

    /** An attribute of an MBean. */
    public record Attribute(
            @Doc("Name of the MBean, as in com.acme:type=Queue,name=orders") @Length(min = 1)
                    String mbean,
            @Doc("Name of the attribute; with a dot, a member of it, as in HeapMemoryUsage.used")
                    @Length(min = 1)
                    String name,
            @Doc("Warn beyond this") Optional<Double> warn,
            @Doc("Critical beyond this") Optional<Double> critical,
            @Doc("Whether beyond means less, not more") @Default("false") boolean below) {}

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        RemoteJvm.Address address;
        try {
            address = RemoteJvm.Address.of(config.target());
        } catch (IllegalArgumentException e) {
            return Report.of(UNKNOWN, "%s", e.getMessage());
        }
        Bounded bounded = Bounded.by(context);
        try {
            RemoteJvm.Figures figures = bounded.call(() -> new RemoteJvm(address, config).look());
            return judge(config, figures, context.previous());
        } catch (TimeoutException e) {
            return Report.of(
                    CRITICAL,
                    "the JVM at %s did not answer within %s",
                    address,
                    SECONDS.say(bounded.limit().toMillis() / 1e3));
        } catch (SecurityException e) {
            return Report.of(UNKNOWN, "the JVM at %s refuses the user or the password", address);
        } catch (NotBoundException e) {
            return Report.of(
                    CRITICAL,
                    "at %s is a registry without %s; is its JMX agent on?",
                    address,
                    address.name());
        } catch (JMException e) {
            return Report.of(
                    UNKNOWN, "the JVM at %s does not tell what JVMs tell: %s", address, cause(e));
        } catch (IOException e) {
            return Report.of(CRITICAL, "the JVM at %s cannot be reached: %s", address, cause(e));
        }
    }

    /** The innermost cause, since RMI wraps each in another that repeats it. */
    private static String cause(Throwable failure) {
        Throwable inner = failure;
        for (int depth = 0; inner.getCause() != null && depth < 20; depth++) {
            inner = inner.getCause();
        }
        return inner instanceof java.net.ConnectException ? "connection refused" : Words.of(inner);
    }

    private static Verdict judge(
            Config config, RemoteJvm.Figures figures, Optional<Verdict> previous) {
        Report report = new Report();
        heap(config, figures, report);
        report.measure("jvm.nonheap.used.bytes", figures.nonHeap());
        report.judge(
                Limits.above(
                        config.nonHeapWarn().map(Long::doubleValue),
                        config.nonHeapCritical().map(Long::doubleValue)),
                figures.nonHeap(),
                BYTES,
                "besides the heap " + BYTES.say(figures.nonHeap()) + " in use");
        collection(config, figures, previous, report);
        threads(config, figures, report);
        report.measure("jvm.classes", figures.classes());
        figures.cpu()
                .ifPresent(
                        cpu -> {
                            report.measure("jvm.cpu.ratio", cpu);
                            report.judge(
                                    Limits.above(config.cpuWarn(), config.cpuCritical()),
                                    cpu,
                                    RATIO,
                                    "it uses " + RATIO.say(cpu) + " of the processors");
                        });
        config.attribute().ifPresent(attribute -> attribute(attribute, figures, report));
        return report.verdict();
    }

    private static void heap(Config config, RemoteJvm.Figures figures, Report report) {
        double most = figures.heapMost() > 0 ? figures.heapMost() : figures.heapCommitted();
        double ratio = figures.heapUsed() / most;
        report.measure("jvm.heap.used.ratio", ratio);
        report.measure("jvm.heap.used.bytes", figures.heapUsed());
        report.measure("jvm.heap.max.bytes", most);
        report.judge(
                Limits.above(config.heapWarn(), config.heapCritical()),
                ratio,
                RATIO,
                "heap %s of %s".formatted(RATIO.say(ratio), BYTES.say(most)));
    }

    private static void collection(
            Config config, RemoteJvm.Figures figures, Optional<Verdict> previous, Report report) {
        report.measure(GC, figures.collecting());
        report.measure(UPTIME, figures.uptime());
        Double gc = previous.map(before -> before.measurements().get(GC)).orElse(null);
        Double uptime = previous.map(before -> before.measurements().get(UPTIME)).orElse(null);
        if (gc == null || uptime == null) {
            report.say(OK, "time in collection is judged from the next look on");
            return;
        }
        if (figures.uptime() < uptime || figures.collecting() < gc) {
            report.say(OK, "the JVM was started anew %s ago", SECONDS.say(figures.uptime()));
            return;
        }
        double passed = figures.uptime() - uptime;
        if (passed <= 0) {
            return;
        }
        double ratio = Math.min(1, (figures.collecting() - gc) / passed);
        report.measure("jvm.gc.ratio", ratio);
        report.judge(
                Limits.above(config.gcWarn(), config.gcCritical()),
                ratio,
                RATIO,
                "%s of the last %s went into garbage collection"
                        .formatted(RATIO.say(ratio), SECONDS.say(passed)));
    }

    private static void threads(Config config, RemoteJvm.Figures figures, Report report) {
        report.measure("jvm.threads", figures.threads());
        report.measure("jvm.threads.deadlocked", figures.deadlocked().size());
        report.judge(
                Limits.above(
                        config.threadsWarn().map(Integer::doubleValue),
                        config.threadsCritical().map(Integer::doubleValue)),
                figures.threads(),
                NUMBER,
                Words.count(figures.threads(), "thread"));
        List<String> stuck = figures.deadlocked();
        if (!stuck.isEmpty()) {
            report.say(
                    CRITICAL,
                    "%s in a deadlock: %s%s",
                    stuck.size() == 1 ? "1 thread is" : stuck.size() + " threads are",
                    String.join(", ", stuck.subList(0, Math.min(NAMES, stuck.size()))),
                    stuck.size() > NAMES ? ", …" : "");
        }
    }

    private static void attribute(Attribute wanted, RemoteJvm.Figures figures, Report report) {
        String name = wanted.mbean() + " " + wanted.name();
        if (figures.attribute().isEmpty()) {
            report.say(UNKNOWN, "%s: %s", name, figures.attributeProblem());
            return;
        }
        double value = figures.attribute().get();
        report.measure("jvm.attribute", value);
        report.judge(
                new Limits(wanted.warn(), wanted.critical(), wanted.below()),
                value,
                NUMBER,
                name + " is " + NUMBER.say(value));
    }
}
