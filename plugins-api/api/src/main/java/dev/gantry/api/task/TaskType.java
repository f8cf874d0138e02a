package dev.gantry.api.task;

import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a class that implements {@link Task} or {@link PhasedTask} a task type.
 *
 * <pre>{@code
 * @TaskType(
 *         id = "ledger.transfer",
 *         title = "Transfer money",
 *         description = "Moves an amount from one account to another.",
 *         timeout = "PT30S",
 *         retry = @Retry(attempts = 5, backoff = "PT1S..PT1M", unless = Rejected.class))
 * }</pre>
 *
 * <p>The class is public, not abstract, and has a public constructor without parameters; each
 * attempt gets an instance of its own, so fields need no locks. A class that is also an OSGi
 * component which provides {@code Task} or {@code PhasedTask} as a service is taken from there
 * instead, with its references set.
 *
 * <p>The build tool bnd turns this annotation into a capability in the JAR's manifest, so Gantry
 * knows what a plugin offers before any of its code runs.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Capability(namespace = "gantry.task", attribute = "impl=${@class}")
public @interface TaskType {

    /**
     * The name that callers use, unique among all plugins: lower-case words of letters, digits and
     * dashes, joined by dots, at most 100 characters, as {@code files.cleanup}. It never changes:
     * it is written into schedules and stored runs.
     */
    @Attribute("id")
    String id();

    /** A short name for people; by default the id. */
    @Attribute("title")
    String title() default "";

    /** What it does, in a sentence or two. */
    @Attribute("description")
    String description() default "";

    /**
     * How long one attempt may take, as an ISO-8601 duration; empty means without limit. A caller
     * may choose another for its run.
     */
    String timeout() default "";

    /**
     * How long an attempt may go without a sign of life, as an ISO-8601 duration; empty means for
     * any time. Signs are {@link TaskContext#heartbeat}, {@link TaskContext#progress} and each step
     * of {@link TaskContext#track}. An attempt that is silent for longer is stopped like one that
     * took too long, and repeated as {@link #retry} says.
     */
    String heartbeat() default "";

    /** What happens after a failed attempt; by default nothing, the run has failed. */
    Retry retry() default @Retry(attempts = 1);
}
