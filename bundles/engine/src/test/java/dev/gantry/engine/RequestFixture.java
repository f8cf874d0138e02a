package dev.gantry.engine;

import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.SlaClass;

import java.time.Duration;
import java.util.Map;

/** A request for a run that is as {@link RunRequest#of} makes it, but for what a test says. */
final class RequestFixture {
    private static final RunRequest USUAL = RunRequest.of("usual", "{}");

    private final String task;
    private String params = USUAL.params();
    private Map<String, String> labels = USUAL.labels();
    private String tenant = USUAL.tenant();
    private SlaClass sla = USUAL.sla();
    private int priority = USUAL.priority();
    private Duration delay = USUAL.delay();
    private Duration timeout = USUAL.timeout();
    private RetryPolicy retry = USUAL.retry();
    private String key = USUAL.idempotencyKey();
    private String traceparent = USUAL.traceparent();
    private String trigger = USUAL.trigger();
    private Deadline deadline = USUAL.deadline();

    private RequestFixture(String task) {
        this.task = task;
    }

    static RequestFixture request(String task) {
        return new RequestFixture(task);
    }

    RequestFixture params(String json) {
        params = json;
        return this;
    }

    RequestFixture label(String name, String value) {
        labels = Map.of(name, value);
        return this;
    }

    RequestFixture tenant(String name) {
        tenant = name;
        return this;
    }

    RequestFixture sla(SlaClass of) {
        sla = of;
        return this;
    }

    RequestFixture priority(int of) {
        priority = of;
        return this;
    }

    RequestFixture delay(Duration of) {
        delay = of;
        return this;
    }

    RequestFixture timeout(Duration of) {
        timeout = of;
        return this;
    }

    RequestFixture retry(RetryPolicy of) {
        retry = of;
        return this;
    }

    RequestFixture key(String of) {
        key = of;
        return this;
    }

    RequestFixture traceparent(String of) {
        traceparent = of;
        return this;
    }

    RequestFixture trigger(String of) {
        trigger = of;
        return this;
    }

    RequestFixture deadline(Deadline of) {
        deadline = of;
        return this;
    }

    RunRequest make() {
        return new RunRequest(
                task,
                params,
                labels,
                tenant,
                sla,
                priority,
                delay,
                timeout,
                retry,
                key,
                traceparent,
                USUAL.parent(),
                trigger,
                deadline,
                USUAL.rerunOf(),
                USUAL.concurrency(),
                USUAL.joining(),
                USUAL.kinship(),
                USUAL.carried());
    }
}
