package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Caller;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.QueueInfo;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunControl;
import dev.gantry.spi.run.Runs;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** The queues; holds back the runs of one, of a task type, of a tenant, or one run. */
@Component
public final class PauseResource implements Resource {
    private static final Set<String> PAUSE = Set.of("reason", "by");
    private static final Set<String> RESUME = Set.of("by");

    private final RunControl control;
    private final Runs runs;

    /** Over the engine. */
    @Activate
    public PauseResource(@Reference RunControl control, @Reference Runs runs) {
        this.control = control;
        this.runs = runs;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listPauses", this::list,
                "listQueues", this::queues,
                "pauseQueue", call -> json(pause(call, Pause.Scope.QUEUE, "name")),
                "resumeQueue", call -> json(resume(call, Pause.Scope.QUEUE, "name")),
                "pauseTask", call -> json(pause(call, Pause.Scope.TASK, "type")),
                "resumeTask", call -> json(resume(call, Pause.Scope.TASK, "type")),
                "pauseTenant", call -> json(pause(tenant(call), Pause.Scope.TENANT, "name")),
                "resumeTenant", call -> json(resume(tenant(call), Pause.Scope.TENANT, "name")),
                "pauseRun", call -> run(pause(reached(call), Pause.Scope.RUN, "id")),
                "resumeRun", call -> run(resume(reached(call), Pause.Scope.RUN, "id")));
    }

    private Answer list(Call call) {
        return Paging.answer(
                control.pauses().stream()
                        .filter(pause -> sees(call.caller(), pause))
                        .map(PauseResource::node)
                        .toList(),
                null);
    }

    private boolean sees(Caller caller, Pause pause) {
        return caller.everywhere()
                || switch (pause.scope()) {
                    case QUEUE, TASK -> true;
                    case TENANT -> caller.reaches(pause.name());
                    case RUN ->
                            runs.find(pause.name())
                                    .filter(run -> caller.reaches(run.tenant()))
                                    .isPresent();
                };
    }

    private static Call tenant(Call call) {
        call.tenant(call.path("name"));
        return call;
    }

    private Call reached(Call call) {
        RunResource.find(call, runs);
        return call;
    }

    private Answer queues(Call call) {
        return Paging.answer(control.queues().stream().map(PauseResource::queue).toList(), null);
    }

    private static ObjectNode queue(QueueInfo queue) {
        ObjectNode node = Json.object();
        node.put("name", queue.name());
        node.put("depth", queue.depth());
        node.put("oldestAgeSeconds", queue.oldestAge().toMillis() / 1000.0);
        if (queue.pause() != null) {
            node.set("pause", node(queue.pause()));
        }
        return node;
    }

    private Pause pause(Call call, Pause.Scope scope, String variable) throws IOException {
        Body body = call.body(PAUSE);
        String reason = body.text("reason", null);
        String by = SteerResource.by(call, body);
        String name = body.build(() -> call.path(variable));
        return control.pause(scope, name, reason, by);
    }

    private Pause resume(Call call, Pause.Scope scope, String variable) throws IOException {
        Body body = call.body(RESUME);
        String by = SteerResource.by(call, body);
        String name = body.build(() -> call.path(variable));
        return control.resume(scope, name, by);
    }

    private Answer run(Pause pause) {
        Run run = runs.find(pause.name()).orElseThrow();
        return Answer.json(200, RunJson.run(run));
    }

    private static Answer json(Pause pause) {
        return Answer.json(200, node(pause));
    }

    private static ObjectNode node(Pause pause) {
        ObjectNode node = Json.object();
        Json.lower(node, "scope", pause.scope());
        node.put("name", pause.name());
        node.put("reason", pause.reason());
        node.put("by", pause.by());
        Json.put(node, "since", pause.since());
        return node;
    }
}
