using Downhill.Serve;

return await ServeCommand.RunAsync(args, Console.Out, Console.Error).ConfigureAwait(false);
