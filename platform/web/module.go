package web

import (
	"context"

	"go.uber.org/fx"
)

// Module provides [*Server] and [*Panels], and serves while the program runs.
var Module = fx.Module("web",
	fx.Provide(New, NewPanels),
	fx.Invoke(serve),
)

func serve(lc fx.Lifecycle, s *Server, shutdown fx.Shutdowner) {
	lc.Append(fx.Hook{
		OnStart: func(ctx context.Context) error {
			return s.Start(ctx, func(error) { _ = shutdown.Shutdown(fx.ExitCode(1)) })
		},
		OnStop: s.Stop,
	})
}

// AsRoutes returns ctor, a constructor of [Routes], as one whose routes the
// server takes. A group's name is easily mistyped and then stays silently
// empty, so the names are written in this file only.
func AsRoutes(ctor any) any {
	return fx.Annotate(ctor, fx.As(new(Routes)), fx.ResultTags(`group:"web.routes"`))
}

// AsFrameFiller returns ctor, a constructor of a [FrameFiller], as one that
// fills the frame of each page.
func AsFrameFiller(ctor any) any {
	return fx.Annotate(ctor, fx.As(new(FrameFiller)), fx.ResultTags(`group:"web.fillers"`))
}

// AsPanel returns ctor, a constructor of a [Panel], as one that adds it.
func AsPanel(ctor any) any {
	return fx.Annotate(ctor, fx.ResultTags(`group:"web.panels"`))
}

// AsCheck returns ctor, a constructor of a [Check], as one that /readyz asks.
func AsCheck(ctor any) any {
	return fx.Annotate(ctor, fx.ResultTags(`group:"web.checks"`))
}
