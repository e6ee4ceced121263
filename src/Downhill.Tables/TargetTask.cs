namespace Downhill.Tables;

/// <summary>What is to be learned about a target.</summary>
internal enum TargetTask
{
    /// <summary>Which of several classes a row belongs to.</summary>
    Classification,

    /// <summary>A number.</summary>
    Regression,
}

/// <summary>Reads the name of a task.</summary>
internal static class TargetTasks
{
    public static TargetTask? Parse(string? task) => task switch
    {
        null => null,
        "classification" => TargetTask.Classification,
        "regression" => TargetTask.Regression,
        _ => throw new DownhillException($"The task '{task}' is unknown; give classification or regression."),
    };
}
