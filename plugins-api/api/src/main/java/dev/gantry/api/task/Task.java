package dev.gantry.api.task;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Work with typed parameters and a typed result.
 *
 * <pre>{@code
 * @TaskType(id = "hello.greet", title = "Greet somebody")
 * public final class Greet implements Task<Greet.Params, Greet.Greeting> {
 *     public record Params(@Doc("Whom to greet") @Default("world") String name) {}
 *     public record Greeting(String text) {}
 *
 *     @Override
 *     public Greeting run(Params params, TaskContext context) {
 *         context.log().info("greeting {}", params.name());
 *         return new Greeting("Hello, " + params.name());
 *     }
 * }
 * }</pre>
 *
 * <p>A run may start more than once: after a crash its attempt is repeated. Use {@link
 * TaskContext#idempotencyKey()} where a repeated effect would hurt.
 *
 * @param <P> parameters: a record, see {@link dev.gantry.api.schema}; an empty one, {@code record
 *     Params() {}}, for none, which may get components later
 * @param <R> result: a record, or {@link Void} for none
 */
@ConsumerType
public interface Task<P extends Record, R> {

    /**
     * Does the work, on a virtual thread of its own: blocking is fine. The thread's context class
     * loader is the plugin's.
     *
     * @return the result, stored with the run; {@code null} only where {@code R} is {@code Void}
     * @throws Exception if the attempt failed; it is repeated as the run's retry policy says. Throw
     *     {@link TaskFailure} to say more
     */
    R run(P params, TaskContext context) throws Exception;
}
