package dev.gantry.api.task;

import org.osgi.annotation.versioning.ProviderType;

import java.util.concurrent.Callable;

/**
 * Stands before something outside that tasks call, and spares it: by a breaker that opens when too
 * many calls fail, by a rate, and by how many calls run at one time, as the operator says. All runs
 * of all plugins that name the same target share it. Valid as long as the context; thread-safe.
 *
 * <pre>{@code
 * Customer customer = context.target("crm").call(() -> client.customer(params.id()));
 * }</pre>
 */
@ProviderType
public interface Guard {

    /** What the target is called. */
    String name();

    /**
     * Calls the target, on this thread, after its turn has come.
     *
     * <p>A call that throws counts as failed. It does not if it throws {@link
     * TaskFailure#permanent}, as the target answered then, nor if the run was to stop meanwhile.
     *
     * @throws TargetUnavailable if the call was not let through; a task that lets that pass is
     *     tried again when it is worth while, and that uses up no attempt
     * @throws Exception what the call throws
     */
    <T> T call(Callable<T> call) throws Exception;
}
