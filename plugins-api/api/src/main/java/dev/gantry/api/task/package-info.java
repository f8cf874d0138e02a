/**
 * Tasks: named callables that Gantry runs durably. Implement {@link dev.gantry.api.task.Task}, name
 * it with {@link dev.gantry.api.task.TaskType}, and that is all; or {@link
 * dev.gantry.api.task.PhasedTask} where work must be undone when a later step fails.
 *
 * <p>Nothing here takes or returns {@code null} unless it says so.
 */
@Version("1.0.0")
@Export
package dev.gantry.api.task;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
