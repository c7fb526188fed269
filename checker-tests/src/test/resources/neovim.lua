-- What a user of Neovim does: opens a file, sees the diagnostic, takes the first quick fix, writes the file.
-- Prints what they see. FILE is the file, OTHER another one, PAGE the page for users, SERVER a file with the server's command as JSON.

local function await(what, fact)
  if not vim.wait(60000, fact, 20) then
    print("TIMEOUT: no " .. what .. "\n")
    vim.cmd("cquit 1")
  end
end

-- What the page tells users to write, but for the command.
local page = table.concat(vim.fn.readfile(vim.env.PAGE), "\n")
local setup, commands = page:match("```lua\n(.-)\n```"):gsub("cmd = %b{}", "cmd = vim.fn.json_decode(vim.fn.readfile(vim.env.SERVER))")
assert(commands == 1, "one command")
assert(loadstring(setup))()
vim.cmd("filetype on")

vim.cmd("edit " .. vim.fn.fnameescape(vim.env.OTHER))
vim.cmd("edit " .. vim.fn.fnameescape(vim.env.FILE))
local buffer = vim.api.nvim_get_current_buf()

await("diagnostic", function() return #vim.diagnostic.get(buffer) > 0 end)
local seen = vim.diagnostic.get(buffer)[1]
print("diagnostic on line " .. (seen.lnum + 1) .. ": " .. seen.message .. "\n")

vim.ui.select = function(items, options, choose)
  for _, item in ipairs(items) do
    print("offered: " .. options.format_item(item) .. "\n")
  end
  choose(items[1], 1)
end
vim.api.nvim_win_set_cursor(0, { seen.lnum + 1, seen.col })
local before = vim.api.nvim_buf_get_changedtick(buffer)
vim.lsp.buf.code_action()
await("edit", function() return vim.api.nvim_buf_get_changedtick(buffer) ~= before end)
vim.cmd("write")

await("end of the diagnostic", function() return #vim.diagnostic.get(buffer) == 0 end)
print("diagnostic gone\n")
print("servers: " .. #(vim.lsp.get_clients or vim.lsp.get_active_clients)() .. "\n")
vim.cmd("quitall")
