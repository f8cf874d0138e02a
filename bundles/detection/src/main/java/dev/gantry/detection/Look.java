package dev.gantry.detection;

import dev.gantry.api.context.TraceContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.GantryException;

import org.slf4j.MDC;

import java.time.Instant;
import java.util.stream.Collectors;

/**
 * The calls of a detector within one inspection, by one revision: as long as what it says is not
 * ok, as many more as the check wants. Only the last one counts that was not cut short. For one
 * thread.
 */
final class Look {

    private final Order order;
    private final CheckSpec spec;
    private final Inspection.Outside outside;
    private final TraceContext trace;
    private final Instant deadline;
    private final StopRequest stop;
    private final Holder holder;

    /**
     * What is inspected.
     *
     * @param previous the verdict before, or {@code null}
     * @param ahead whether it has a thread of the system's, which a busy processor does not keep
     *     waiting
     */
    record Order(String check, CheckSpec spec, Target target, Verdict previous, boolean ahead) {}

    /** The inspection around it. */
    interface Holder {
        /** Is told who inspects, before the first call. */
        void took(Lease lease);

        /** Whether it is for another reason than its time that it has to stop. */
        boolean dismissed();

        /** Charges the revision that inspects. */
        void blame(Lease lease, Offence offence, String what, Throwable where);
    }

    Look(
            Order order,
            Inspection.Outside outside,
            TraceContext trace,
            Instant deadline,
            StopRequest stop,
            Holder holder) {
        this.order = order;
        this.spec = order.spec();
        this.outside = outside;
        this.trace = trace;
        this.deadline = deadline;
        this.stop = stop;
        this.holder = holder;
    }

    /** What came out. */
    Judgement judge() {
        Selection selection = new Selection(null, order.check(), "", spec.labels());
        try (Lease lease = outside.catalog().lease(Kind.DETECTOR, spec.detector(), selection)) {
            holder.took(lease);
            RevisionRef provider = lease.revision();
            Thread.currentThread().setContextClassLoader(lease.loader());
            try (var p = MDC.putCloseable("plugin", provider.plugin());
                    var r = MDC.putCloseable("revision", provider.sha256());
                    var t = MDC.putCloseable("trace", trace.traceId());
                    var s = MDC.putCloseable("span", trace.spanId())) {
                return looks(lease);
            }
        } catch (NoProviderException e) {
            return Judgement.absent(e.getMessage());
        }
    }

    private static String fields(GantryException refusal) {
        return refusal.fields().isEmpty()
                ? refusal.getMessage()
                : refusal.fields().stream()
                        .map(each -> each.pointer() + ": " + each.message())
                        .collect(Collectors.joining("; "));
    }

    private Judgement looks(Lease lease) {
        Record config;
        try {
            config = lease.input(order.target().config(outside.catalog()));
        } catch (GantryException e) {
            return Judgement.error(
                    "the configuration does not fit " + lease.revision() + ": " + fields(e),
                    lease.revision(),
                    e.getClass().getName());
        } catch (Throwable e) {
            return broken(e, lease);
        }
        int most = spec.pace().retries() + 1;
        Judgement found = once(config, lease);
        int tries = 1;
        while (tries < most && again(found)) {
            Judgement next = once(config, lease);
            if (stop.requested() && next.status() == CheckStatus.ERROR) {
                return found.because(
                        "this was said at look "
                                + tries
                                + " of "
                                + most
                                + "; there was no time for the next one within "
                                + spec.timeout());
            }
            found = next;
            tries++;
        }
        return tries == 1 ? found : found.because("after " + tries + " looks");
    }

    private boolean again(Judgement judgement) {
        return judgement.status() != CheckStatus.OK
                && !judgement.exhausted()
                && !stop.requested()
                && outside.clock().instant().isBefore(deadline);
    }

    private Judgement once(Record config, Lease lease) {
        try {
            return Judgement.of(inspect(config, lease), lease.revision());
        } catch (Throwable e) {
            return broken(e, lease);
        }
    }

    @SuppressWarnings("unchecked")
    private Verdict inspect(Record config, Lease lease) throws Exception {
        Detector<Record> detector = (Detector<Record>) lease.instance();
        String plugin = lease.revision().plugin();
        return detector.inspect(
                config,
                new InspectionContext(
                        order.check(),
                        lease,
                        spec.labels(),
                        order.previous(),
                        deadline,
                        outside.clock(),
                        new InspectionLog(spec.detector(), order.check(), plugin, trace),
                        stop,
                        trace));
    }

    private Judgement broken(Throwable failure, Lease lease) {
        boolean memory = Failure.outOfMemory(failure);
        if (memory) {
            holder.blame(lease, Offence.MEMORY, "ran out of memory", failure);
        }
        RevisionRef provider = lease.revision();
        if (stop.requested()) {
            return Judgement.error(
                    "no verdict within " + spec.timeout() + "; it stopped when asked",
                    provider,
                    holder.dismissed() ? "cancelled" : "timeout");
        }
        String type = failure.getClass().getName();
        Judgement judgement =
                Judgement.error(Failure.told(failure, lease.frame(failure)), provider, type);
        return memory ? judgement.exhaust() : judgement;
    }
}
