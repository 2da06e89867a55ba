package hooks

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"onestop/hooks/appliance/store"
)

// movedEach is after how many files a move says how far it is.
const movedEach = 1000

// storageCommand shows and changes where the files of the house are.
func (h *Hall) storageCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "storage", Short: "Where the uploaded files are, and to move them"}
	cmd.AddCommand(&cobra.Command{Use: "show", Args: cobra.NoArgs, Short: "Say where the uploaded files are", RunE: func(c *cobra.Command, _ []string) error {
		if at, remote := store.At(h.app); remote {
			fmt.Fprintln(c.OutOrStdout(), at)
		} else {
			fmt.Fprintln(c.OutOrStdout(), "disk")
		}
		return nil
	}}, h.storageMoveCommand())
	return cmd
}

func (h *Hall) storageMoveCommand() *cobra.Command {
	to, keep := "", false
	cmd := &cobra.Command{Use: "move", Args: cobra.NoArgs, Short: "Move the uploaded files to a bucket or back to the disk; the service must be stopped", RunE: func(c *cobra.Command, _ []string) error {
		if err := h.app.RunAllMigrations(); err != nil {
			return err
		}
		move := &store.Move{App: h.app, Keep: keep, Tell: func(done, all int) {
			if done%movedEach == 0 {
				tell(c.OutOrStdout(), "%[1]d of %[2]d files …", "%[1]d / %[2]d 个文件……", done, all)
			}
		}}
		if to != "disk" {
			place, err := store.Parse(to)
			if err != nil {
				return err
			}
			move.To = &place
		}
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		out, err := move.Run(ctx)
		if err != nil {
			return err
		}
		for _, key := range out.Missing {
			tell(c.OutOrStdout(), "! This file was missing already: %[1]s", "! 这个文件原来就缺失：%[1]s", key)
		}
		tell(c.OutOrStdout(), "%[1]d files (%[2]s) are in the new place, each read back and compared; %[3]d were sent now.", "%[1]d 个文件（%[2]s）已在新位置，逐个取回核对；本次传送 %[3]d 个。", out.Files, megabytes(out.Bytes), out.Sent)
		if out.Shared {
			tell(c.OutOrStdout(), "It is the bucket in which they were, by another address: nothing was removed.", "新地址指向的就是原来的存储桶：没有删除任何文件。")
		}
		if out.Left != nil {
			tell(c.OutOrStdout(), "! An old place could not be emptied:", "! 有原位置未能清空：")
			fmt.Fprintln(c.OutOrStdout(), out.Left)
		}
		return nil
	}}
	cmd.Flags().StringVar(&to, "to", "", "where to: disk, or "+store.Form)
	cmd.Flags().BoolVar(&keep, "keep", false, "leave the files where they were, too; what is erased later stays there")
	if err := cmd.MarkFlagRequired("to"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}
