package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Caller;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.http.Sse;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;

/**
 * The stream of what happens. Readers share the events kept in memory, and the text of those that
 * came lately; nothing is queued. What happens after a quiet time goes out at once, what follows it
 * in quick succession together, since hundreds of readers would else be woken for each event.
 */
@Component
public final class EventResource implements Resource {
    private static final int CHUNK = 200;
    private static final Duration TOGETHER = Duration.ofMillis(25);
    private static final int SHARED = 1024;

    private final Events events;
    private final InstantSource clock;
    private final CloudEvents form;
    private final AtomicReferenceArray<Text> texts = new AtomicReferenceArray<>(SHARED);

    /** What is sent of an event. */
    private record Text(long seq, byte[] bytes) {}

    /** Over the events of this node. */
    @Activate
    public EventResource(@Reference Events events) {
        this(events, InstantSource.system());
    }

    /** With a clock; the time of start makes the events' ids unique. */
    public EventResource(Events events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
        this.form = new CloudEvents(clock.instant());
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of("events", this::stream);
    }

    private Answer stream(Call call) {
        Optional<Long> resumed = Resume.from(call).or(() -> Optional.ofNullable(after(call)));
        List<String> types = call.query().all("type");
        long from = resumed.orElseGet(events::latest);
        Predicate<Event> wanted =
                event ->
                        (types.isEmpty() || types.contains(CloudEvents.type(event)))
                                && sees(call.caller(), event);
        return new Answer.Live(sse -> write(sse, from, resumed.isPresent(), wanted));
    }

    private static Long after(Call call) {
        long after = call.query().number("after", -1, 0, Long.MAX_VALUE);
        return after < 0 ? null : after;
    }

    private void write(Sse sse, long from, boolean resumed, Predicate<Event> wanted)
            throws IOException, InterruptedException {
        long seen = from;
        boolean contiguous = resumed;
        if (seen > events.latest()) {
            lost(sse, seen, "Gantry was started anew since; these are its events from then on");
            seen = 0;
            contiguous = false;
        }
        sse.comment("events after " + seen);
        sse.flush();
        while (!Thread.currentThread().isInterrupted()) {
            List<Events.Numbered> chunk = events.after(seen, CHUNK);
            if (!chunk.isEmpty()) {
                if (contiguous && chunk.getFirst().seq() > seen + 1) {
                    lost(sse, seen, "those that follow it are no longer kept");
                }
                contiguous = true;
                chunk.stream()
                        .filter(each -> wanted.test(each.event()))
                        .forEach(each -> sse.add(text(each)));
                seen = chunk.getLast().seq();
            }
            boolean sent = sse.flush();
            if (chunk.isEmpty()) {
                events.await(seen, Math.max(1, sse.millisToHeartbeat()));
            } else if (sent && chunk.size() < CHUNK) {
                Thread.sleep(TOGETHER);
            }
        }
    }

    /** Whoever has a role for some tenants sees what happens to their runs, and to plugins. */
    private static boolean sees(Caller caller, Event event) {
        return caller.everywhere()
                || switch (event) {
                    case Event.RunChanged run -> caller.reaches(run.tenant());
                    case Event.AttemptFinished attempt -> caller.reaches(attempt.tenant());
                    case Event.PluginChanged plugin -> true;
                    default -> false;
                };
    }

    private byte[] text(Events.Numbered each) {
        int slot = (int) (each.seq() % SHARED);
        Text known = texts.get(slot);
        if (known == null || known.seq != each.seq()) {
            String type = CloudEvents.type(each.event());
            String id = Long.toString(each.seq());
            known = new Text(each.seq(), Sse.text(id, type, Json.text(form.json(each))));
            texts.set(slot, known);
        }
        return known.bytes;
    }

    private void lost(Sse sse, long after, String reason) {
        sse.event(null, CloudEvents.LOST, Json.text(form.lost(clock.instant(), after, reason)));
    }
}
