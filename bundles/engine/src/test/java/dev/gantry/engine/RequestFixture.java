package dev.gantry.engine;

import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.SlaClass;

import java.time.Duration;
import java.util.Map;

/** A request for a run that is as {@link RunRequest#of} makes it, but for what a test says. */
final class RequestFixture {
    private final RunRequest usual;
    private String params;
    private Map<String, String> labels;
    private String tenant;
    private SlaClass sla;
    private int priority;
    private Duration delay;
    private Duration timeout;
    private RetryPolicy retry;
    private String key;
    private String traceparent;
    private String trigger;
    private Deadline deadline;

    private RequestFixture(RunRequest usual) {
        this.usual = usual;
        this.params = usual.params();
        this.labels = usual.labels();
        this.tenant = usual.tenant();
        this.sla = usual.sla();
        this.priority = usual.priority();
        this.delay = usual.delay();
        this.timeout = usual.timeout();
        this.retry = usual.retry();
        this.key = usual.idempotencyKey();
        this.traceparent = usual.traceparent();
        this.trigger = usual.trigger();
        this.deadline = usual.deadline();
    }

    static RequestFixture request(String task) {
        return new RequestFixture(RunRequest.of(task, "{}"));
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
                usual.task(),
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
                usual.parent(),
                trigger,
                deadline,
                usual.rerunOf(),
                usual.concurrency(),
                usual.joining(),
                usual.kinship(),
                usual.carried());
    }
}
