package dev.gantry.http;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.run.TaskLimit;
import dev.gantry.spi.run.TaskLimitInfo;
import dev.gantry.spi.run.TaskLimits;

import java.util.OptionalLong;

/** The limits of one task type, in memory. */
final class FakeTaskLimits implements TaskLimits {
    private long version;
    TaskLimit limit = TaskLimit.NONE;

    @Override
    public TaskLimitInfo find(String task) {
        if (!task.equals("files.cleanup")) {
            throw new GantryException(Code.NOT_FOUND, "there is no task type " + task);
        }
        return new TaskLimitInfo(task, version, limit, 1, 2, limit.maxOpen() == 0 ? -1 : 3);
    }

    @Override
    public TaskLimitInfo put(String task, TaskLimit next, OptionalLong ifVersion) {
        if (ifVersion.isPresent() && ifVersion.getAsLong() != version) {
            throw new GantryException(Code.CONFLICT, "changed meanwhile");
        }
        version++;
        limit = next;
        return find(task);
    }

    @Override
    public void delete(String task, OptionalLong ifVersion) {
        if (version == 0) {
            throw new GantryException(Code.NOT_FOUND, "no limits");
        }
        version = 0;
        limit = TaskLimit.NONE;
    }
}
