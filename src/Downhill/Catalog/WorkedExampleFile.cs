namespace Downhill;

/// <summary>Worked examples as JSON.</summary>
public static class WorkedExampleFile
{
    extension(WorkedExample)
    {
        /// <summary>Reads a file.</summary>
        /// <exception cref="DownhillException">The file is missing or wrong in any way; the message names the place in it.</exception>
        public static WorkedExample Load(string path)
        {
            try
            {
                return FromJson(File.ReadAllText(path), path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new DownhillException(Directory.Exists(path)
                    ? $"{path} is a folder; name a worked example's JSON file."
                    : $"{path} cannot be read: {error.Message}", error);
            }
        }

        /// <summary>Reads JSON; <paramref name="source"/> is at the start of every message.</summary>
        /// <exception cref="DownhillException">It is wrong in any way; the message names the place.</exception>
        public static WorkedExample FromJson(string json, string source)
        {
            WorkedExample example = Description.Read<WorkedExample>(json, source);
            try
            {
                example.Validate();
            }
            catch (DownhillException error)
            {
                throw new DownhillException($"{source}: {error.Message}", error);
            }

            return example;
        }
    }
}
